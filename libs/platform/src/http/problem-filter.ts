import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Catch, HttpException, Inject, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isBusy, isOutage } from '../database/outage.js';
import { isDiskFull } from '../disk-full.js';
import { LOGGER, type Logger } from '../telemetry/logger.js';
import { ProblemError } from './problem.js';

/** Turns every error into problem+json (RFC 9457). Unexpected ones are logged whole and told as 500 without detail. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    sendProblem(toProblem(error), error, request, reply, this.logger);
  }
}

/** Sends a problem; also for errors that arise before NestJS sees the request. */
export function sendProblem(
  problem: ProblemError,
  cause: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  logger: Logger,
): void {
  const about = { requestId: request.id, path: plainPath(request.url) };
  if (problem.status === 500) logger.error({ err: cause, ...about }, 'request failed');
  // In an outage there is one for each request, and none of them is a mistake in the program.
  else if (problem.status > 500) logger.warn({ ...about, reason: firstLine(cause) }, problem.message);
  if (reply.raw.headersSent) {
    reply.raw.destroy();
    return;
  }
  if (problem.status === 503) void reply.header('retry-after', '2');
  if (problem.status === 401) void reply.header('www-authenticate', 'Bearer');
  const send = (): void =>
    void reply
      .status(problem.status)
      .header('content-type', 'application/problem+json; charset=utf-8')
      .send({
        ...problem.document,
        instance: about.path,
        requestId: about.requestId,
      });
  if ((problem.status === 413 || problem.status === 507) && !request.raw.complete)
    discarded(request.raw).then(send, send);
  else {
    send();
    if (!request.raw.complete)
      discarded(request.raw).then(
        () => request.raw.complete || request.raw.destroy(),
        () => request.raw.destroy(),
      );
  }
}

function firstLine(error: unknown): string {
  const said = error instanceof Error ? error.message : String(error);
  return (said.split('\n', 1)[0] ?? '').slice(0, 300);
}

/** An address without host, query and fragment: what logs and answers may repeat, since keys stand in those. */
export function plainPath(url: string): string {
  return (url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '').split(/[?#]/, 1)[0] ?? '').slice(0, 500);
}

const longestDiscardMs = 30_000;
const idleDiscardMs = 5_000;
const lookEveryMs = 250;

/**
 * Throws away what the client still sends of a refused body: one that is cut off while it sends never reads its answer.
 * Ends with the body, after five seconds without a byte, and after thirty in any case.
 */
async function discarded(body: IncomingMessage): Promise<void> {
  body.resume();
  const began = Date.now();
  let [bytes, since] = [body.socket.bytesRead, began];
  while (!body.complete && !body.socket.destroyed) {
    await sleep(lookEveryMs, undefined, { ref: false });
    const now = Date.now();
    if (body.socket.bytesRead > bytes) [bytes, since] = [body.socket.bytesRead, now];
    if (now - since > idleDiscardMs || now - began > longestDiscardMs) return;
  }
}

interface FastifyFailure {
  readonly statusCode: number;
  readonly code?: string;
  readonly message: string;
}

function isFastifyFailure(error: unknown): error is FastifyFailure {
  return (
    typeof error === 'object' &&
    error !== null &&
    'statusCode' in error &&
    typeof error.statusCode === 'number'
  );
}

/** The problem that a client is told of for any thrown value. */
export function toProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof HttpException) {
    const status = error.getStatus();
    if (status === 404) return ProblemError.nothingHere();
    return status < 500 ? invalidBody(status, messageOf(error.cause) ?? error.message) : internal();
  }
  if (isDiskFull(error))
    return new ProblemError(
      507,
      'no-space',
      "There is no space left on the engine's disk; the operator has to free some. Nothing was stored of this request.",
    );
  if (isOutage(error)) return ProblemError.unavailable('The database does not answer right now; try again.');
  if (isBusy(error))
    return ProblemError.unavailable('The database is busy with other requests right now; try again.');
  if (isFastifyFailure(error) && addressProblems[error.code ?? '']) return addressProblem(error);
  if (isFastifyFailure(error) && error.statusCode >= 400 && error.statusCode < 500) {
    return invalidBody(error.statusCode, messageOf(error) ?? error.message);
  }
  return internal();
}

const addressProblems: Readonly<Record<string, readonly [code: string, message: string, fix: string]>> = {
  FST_ERR_BAD_URL: ['invalid-request', 'is not valid', 'write "%" itself as %25, and UTF-8 bytes as %XX'],
  FST_ERR_MAX_PARAM_LENGTH: [
    'uri-too-long',
    'has a part that is too long',
    'ids have at most 200 characters',
  ],
};

/** The router's own words repeat the address. */
function addressProblem({ statusCode, code = '' }: FastifyFailure): ProblemError {
  const [kind, message, fix] = addressProblems[code] ?? ['invalid-request', 'is not valid', 'see /docs'];
  return new ProblemError(statusCode, kind, `The address ${message}.`, [{ field: 'path', message, fix }]);
}

/** Where Fastify's own words say less than a client needs. */
function messageOf(error: unknown): string | undefined {
  return isFastifyFailure(error) && error.code === 'FST_ERR_CTP_INVALID_JSON_BODY'
    ? 'The body is not valid JSON, or holds a key "__proto__" or "constructor.prototype", which are not taken.'
    : undefined;
}

const codes: Readonly<Record<number, string>> = { 413: 'too-large', 415: 'unsupported-media-type' };

/** What the server refused before any schema saw it: malformed JSON, another content type, too large. */
function invalidBody(status: number, message: string): ProblemError {
  return new ProblemError(status, codes[status] ?? 'invalid-request', message, [
    { field: 'body', message, fix: 'send what /docs describes for this call' },
  ]);
}

function internal(): ProblemError {
  return new ProblemError(
    500,
    'internal',
    'Something failed on our side; the log has the reason under the request id.',
  );
}
