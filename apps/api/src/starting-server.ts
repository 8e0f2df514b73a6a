import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, ListenOptions } from 'node:net';
import {
  answerParserError,
  HostNames,
  ProblemError,
  toProblem,
  type Config,
  type Readiness,
} from '#platform';

/** Nothing is read of a request while the application starts; who is slower than this is not waited for. */
const requestMs = 5_000;

/**
 * Answers on the port from the first moment on, while the application starts: it lives, it is not ready, and why.
 * The application's own server then takes over the same socket, so that no connection is refused in between.
 */
export class StartingServer {
  private constructor(private readonly server: Server) {}

  /**
   * Opens the port.
   *
   * @throws what listening throws, such as EADDRINUSE.
   */
  static async open(config: Config, readiness: Readiness): Promise<StartingServer> {
    const hosts = new HostNames(config);
    const server = createServer(
      { requestTimeout: requestMs, headersTimeout: requestMs, requireHostHeader: false },
      (request, reply) => {
        answer(request, reply, hosts, readiness).catch(() => reply.destroy());
      },
    );
    server.on('clientError', answerParserError);
    server.listen(config.port, config.host);
    await once(server, 'listening');
    return new StartingServer(server);
  }

  /** Where it listens, as this machine reaches it; without a slash at the end. */
  get url(): string {
    const { address, family, port } = this.server.address() as AddressInfo;
    const any = address === '0.0.0.0' || address === '::';
    const host = any ? '127.0.0.1' : family === 'IPv6' ? `[${address}]` : address;
    return `http://${host}:${port}`;
  }

  /** What the application's server listens with: the socket that is open already. */
  takeOver(): ListenOptions {
    const { address, port } = this.server.address() as AddressInfo;
    this.server.closeIdleConnections();
    // Node listens on another server's socket when it is given an object with its handle.
    const { _handle } = this.server as unknown as { _handle: unknown };
    return Object.assign({ host: address, port }, { _handle });
  }
}

async function answer(
  request: IncomingMessage,
  reply: ServerResponse,
  hosts: HostNames,
  readiness: Readiness,
): Promise<void> {
  const send = (status: number, type: string, body: object): void => {
    reply.writeHead(status, {
      'content-type': `${type}; charset=utf-8`,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      // The next request is to reach the application.
      connection: 'close',
      ...(status === 503 ? { 'retry-after': '2' } : {}),
    });
    reply.end(JSON.stringify(body));
  };
  request.resume();
  try {
    hosts.require(request);
  } catch (error) {
    const problem = toProblem(error);
    send(problem.status, 'application/problem+json', problem.document);
    return;
  }
  const path = request.url?.split('?')[0];
  if (path === '/health/live') {
    send(200, 'application/json', { status: 'ok' });
    return;
  }
  const { checks } = await readiness.report();
  if (path === '/health/ready') {
    send(503, 'application/json', { ready: false, checks });
    return;
  }
  const missing = Object.entries(checks).filter(([, state]) => state !== 'ok');
  const detail = [
    'The engine is starting; try again in a moment.',
    ...missing.map(([name, state]) => `${name}: ${state}.`),
  ].join(' ');
  send(503, 'application/problem+json', new ProblemError(503, 'starting', detail).document);
}
