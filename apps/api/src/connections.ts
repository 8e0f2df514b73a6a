import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { asRequest, ProblemError, sendProblem, type Logger } from '#platform';

/** A request's headers have to be there so soon, counted from the connection or the end of the answer before. */
const longestHeadersMs = 10_000;
const lookEveryMs = 1_000;
/** More would take all file descriptors; further ones are closed by the kernel's answer at once. */
const mostConnections = 8_000;
/** A body that brings less than this in the idle limit counts as silent: a real line, however slow, brings more. */
const leastBytes = 1_024;
/** Requests that run when the process stops have so long to end. */
const graceMs = 3_000;

/** Options of Node's HTTP server. No total limit for a request: an upload may take hours, as long as bytes come. */
export const httpLimits = {
  headersTimeout: longestHeadersMs,
  requestTimeout: 0,
  connectionsCheckingInterval: lookEveryMs,
} as const;

interface Arriving {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  bytes: number;
  since: number;
}

/** The connections of the HTTP server: who sends nothing is not waited for, and when the process stops all of them end. */
export class Connections {
  /** With the number of requests that each has running. */
  private readonly open = new Map<Socket, number>();
  /** Requests whose body is not there yet. */
  private readonly arriving = new Map<IncomingMessage, Arriving>();
  private readonly looking: NodeJS.Timeout;
  private stopping = false;

  /** @param idleBodyMs so long a body may bring nothing */
  constructor(
    server: FastifyInstance,
    private readonly idleBodyMs: number,
    private readonly logger: Logger,
  ) {
    const http = server.server;
    http.maxConnections = mostConnections;
    http.on('connection', (socket) => {
      this.open.set(socket, 0);
      socket.once('close', () => this.open.delete(socket));
    });
    http.on('request', (request, response) => this.count(request, response));
    server.addHook('onRequest', (request, reply, done) => {
      this.arriving.set(request.raw, { request, reply, bytes: request.socket.bytesRead, since: Date.now() });
      asRequest(done);
    });
    // Reading a body leaves the context that the first hook made.
    server.addHook('preValidation', (_request, _reply, done) => asRequest(done));
    server.addHook('onResponse', (request, _reply, done) => {
      this.arriving.delete(request.raw);
      done();
    });
    this.looking = setInterval(() => this.look(), lookEveryMs).unref();
  }

  /** Closes what is idle now and each other connection with its answer; after some seconds all that are left. */
  drain(): void {
    this.stopping = true;
    clearInterval(this.looking);
    for (const [socket, requests] of this.open) if (requests === 0) socket.destroy();
    setTimeout(() => {
      const stopping = ProblemError.unavailable('This process is being stopped; send the request again.');
      for (const { request, reply } of this.arriving.values())
        if (!request.raw.complete) this.giveUp(request, reply, stopping);
      // So that the answers get out.
      setTimeout(() => {
        for (const socket of this.open.keys()) socket.destroy();
      }, lookEveryMs).unref();
    }, graceMs).unref();
  }

  private count({ socket }: IncomingMessage, response: ServerResponse): void {
    this.open.set(socket, (this.open.get(socket) ?? 0) + 1);
    response.once('close', () => {
      const left = (this.open.get(socket) ?? 1) - 1;
      if (!socket.destroyed) this.open.set(socket, left);
      if (this.stopping && left === 0) socket.destroySoon();
    });
  }

  private look(): void {
    const now = Date.now();
    for (const [raw, arriving] of this.arriving) {
      const { request, reply } = arriving;
      if (raw.complete) {
        this.arriving.delete(raw);
        continue;
      }
      const { bytesRead } = raw.socket;
      if (bytesRead - arriving.bytes >= leastBytes) {
        arriving.bytes = bytesRead;
        arriving.since = now;
      } else if (now - arriving.since > this.idleBodyMs) {
        const seconds = this.idleBodyMs / 1_000;
        this.giveUp(
          request,
          reply,
          new ProblemError(408, 'request-timeout', `The request's body brought nothing for ${seconds} s.`, [
            { field: 'body', message: 'is not complete', fix: 'send the request again, without a pause' },
          ]),
        );
      }
    }
  }

  /** Answers a request whose body is not waited for any more, and closes its connection. */
  private giveUp(request: FastifyRequest, reply: FastifyReply, problem: ProblemError): void {
    this.arriving.delete(request.raw);
    const { socket } = request.raw;
    // Node aborts no request that is answered already: whoever reads its body would wait for ever.
    socket.once('close', () => request.raw.destroy(new Error('its body is not waited for any more')));
    reply.raw.once('finish', () => socket.destroySoon());
    setTimeout(() => socket.destroy(), lookEveryMs).unref();
    if (!reply.sent) {
      reply.header('connection', 'close');
      sendProblem(problem, problem, request, reply, this.logger);
    }
  }
}
