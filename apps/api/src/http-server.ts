import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { fileURLToPath } from 'node:url';
import multipart from '@fastify/multipart';
import fastifyStatic from '@fastify/static';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiKeys, Metrics, sendProblem, toProblem, type Logger } from '#platform';

const maxBodyBytes = 24 * 1024 * 1024;
/** Pages of the console that a browser may be sent to directly. */
const pagePath = /^\/(?!v1\/|docs|health|metrics|assets\/)[^.]*$/;
const openPath = /^\/health\//;
const dataPath = /^\/(v1|docs|metrics)(\/|-|\?|$)/;

/** The Fastify server below NestJS: limits, request ids. */
export function createAdapter(): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: maxBodyBytes,
    routerOptions: { maxParamLength: 300 },
    genReqId: (request: IncomingMessage) => {
      const given = request.headers['x-request-id'];
      return typeof given === 'string' && /^[\w.-]{1,100}$/.test(given) ? given : randomUUID();
    },
  });
}

/** Adds what every request passes: keys, logs, metrics, uploads, and the console's files. */
export async function prepareServer(app: NestFastifyApplication, logger: Logger): Promise<void> {
  const keys = app.get(ApiKeys);
  const seconds = app
    .get(Metrics)
    .histogram('http_request_seconds', 'Seconds that a request took', ['method', 'route', 'status']);
  const server = app.getHttpAdapter().getInstance();
  await app.register(multipart, {
    limits: { parts: 20, fileSize: Number.MAX_SAFE_INTEGER, fieldSize: 1_000_000 },
  });
  const consoleFolder = fileURLToPath(new URL('../../../../dist/console', import.meta.url));
  const hasConsole = existsSync(consoleFolder);
  if (hasConsole) await app.register(fastifyStatic, { root: consoleFolder, wildcard: false });

  server.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
    reply.header('x-content-type-options', 'nosniff');
    if (dataPath.test(request.url) && !openPath.test(request.url)) {
      try {
        keys.require(request.headers.authorization);
      } catch (error) {
        sendProblem(toProblem(error), error, request, reply, logger);
        return reply;
      }
    }
    const path = request.url.split('?')[0] ?? '';
    if (
      hasConsole &&
      request.method === 'GET' &&
      path !== '/' &&
      pagePath.test(path) &&
      request.headers.accept?.includes('text/html')
    ) {
      return reply.sendFile('index.html');
    }
    return undefined;
  });
  server.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    seconds.observe(
      { method: request.method, route, status: String(reply.statusCode) },
      reply.elapsedTime / 1000,
    );
    logger.info(
      {
        requestId: request.id,
        method: request.method,
        url: request.url.slice(0, 500),
        status: reply.statusCode,
        ms: reply.elapsedTime,
      },
      'request',
    );
    return Promise.resolve();
  });
}
