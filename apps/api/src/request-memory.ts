import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ReservedMemory, RequestMemory } from '#platform';

/** Queries in words and the like: they never wait behind large pictures. */
const smallBytes = 64 * 1024;
/** Read piece by piece into files, so their sizes say nothing of memory. */
const streamedRoutes = new Set(['/v1/catalogue/uploads']);

interface Holding {
  readonly memory: ReservedMemory;
  /** The handler is at work, perhaps for a client that has gone. */
  busy: boolean;
  closed: boolean;
}

/** Lets a request's body in only when there is room for it beside those of the other requests in flight. */
export function limitRequestMemory(app: NestFastifyApplication, maxBodyBytes: number): void {
  const memory = app.get(RequestMemory);
  const holdings = new WeakMap<FastifyRequest, Holding>();
  const server: FastifyInstance = app.getHttpAdapter().getInstance();
  const end = (holding: Holding): void => {
    if (holding.closed && !holding.busy) holding.memory.release();
  };

  server.addHook('onRequest', async (request, reply) => {
    const bytes = bodyBytes(request, maxBodyBytes);
    if (bytes <= smallBytes || streamedRoutes.has(request.routeOptions.url ?? '')) return;
    const holding: Holding = { memory: new ReservedMemory(), busy: false, closed: false };
    holdings.set(request, holding);
    reply.raw.once('close', () => {
      holding.closed = true;
      end(holding);
    });
    await memory.reserve(bytes, holding.memory);
  });
  server.addHook('preHandler', (request, _reply, done) => {
    const holding = holdings.get(request);
    if (!holding) {
      done();
      return;
    }
    holding.busy = true;
    memory.enter(holding.memory, done);
  });
  server.addHook('onSend', (request, _reply, _payload, done) => {
    const holding = holdings.get(request);
    if (holding) {
      holding.busy = false;
      end(holding);
    }
    done();
  });
}

/** How large the body may be; one that does not say it counts as the largest that is read. */
function bodyBytes({ headers }: FastifyRequest, most: number): number {
  if (headers['transfer-encoding'] !== undefined) return most;
  const length = Number(headers['content-length'] ?? 0);
  return Number.isFinite(length) ? Math.min(length, most) : most;
}
