import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import multipart from '@fastify/multipart';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import {
  AccessGuard,
  answerParserError,
  answerUnsupported,
  CONFIG,
  HostNames,
  Metrics,
  plainPath,
  ProblemError,
  sendProblem,
  toProblem,
  type Config,
  type Logger,
} from '#platform';
import { Connections, httpLimits } from './connections.js';
import { serveConsole } from './console-files.js';
import { limitRequestMemory } from './request-memory.js';
import { corsOptions, helmetOptions } from './web-policy.js';

const maxBodyBytes = 24 * 1024 * 1024;
/** Asked again and again by supervisors, scrapers, the console and the loader of the seed catalogue: no news. */
const polledRoutes = new Set(['/health/live', '/health/ready', '/metrics', '/v1/catalogue/uploads/:id']);

/** The Fastify server below NestJS: limits, request ids, and answers to what is no request. */
export function createAdapter(logger: Logger): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: maxBodyBytes,
    routerOptions: { maxParamLength: 300 },
    // Node would answer an absent Host by itself, with an empty 400; HostNames tells why.
    http: { ...httpLimits, requireHostHeader: false },
    clientErrorHandler: answerParserError,
    // What the router can't read; no hook runs for it.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      reply.header('x-request-id', request.id).header('x-content-type-options', 'nosniff');
      sendProblem(toProblem(error), error, request, reply, logger);
    },
    genReqId: (request: IncomingMessage) => {
      const given = request.headers['x-request-id'];
      return typeof given === 'string' && /^[\w.-]{1,100}$/.test(given) ? given : randomUUID();
    },
  });
}

/** Tells at debug level which routes there are, and what each is open to. */
function tellRoutes(server: FastifyInstance, logger: Logger): void {
  const known: RouteOptions[] = [];
  server.addHook('onRoute', (route) => void known.push(route));
  server.addHook('onReady', (done) => {
    const routes = known.map(({ method, url, config }) => ({ method, url, access: config?.access ?? 'key' }));
    logger.debug({ routes }, 'routes');
    done();
  });
}

/** Adds what every request passes: names, policies for browsers, keys, logs, metrics, and the console's files. */
export async function prepareServer(app: NestFastifyApplication, logger: Logger): Promise<Connections> {
  const hosts = app.get(HostNames);
  const guard = app.get(AccessGuard);
  const config = app.get<Config>(CONFIG);
  const seconds = app
    .get(Metrics)
    .histogram('http_request_seconds', 'Seconds that a request took', ['method', 'route', 'status']);
  const server = app.getHttpAdapter().getInstance();
  const connections = new Connections(server, config.idleBodyMs, logger);
  tellRoutes(server, logger);
  answerUnsupported(server.server);
  await app.register(multipart, {
    limits: { parts: 20, fileSize: Number.MAX_SAFE_INTEGER, fieldSize: 1_000_000 },
  });

  // In this order: refusals carry the headers for browsers, a foreign name gets no permission of CORS, and preflights,
  // which carry no key, are answered before a key is asked for.
  server.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    done();
  });
  await server.register(helmet, helmetOptions);
  server.addHook('onRequest', (request, reply, done) => {
    if (request.routeOptions.config.embeddable && config.corsOrigins.length > 0)
      reply.header('cross-origin-resource-policy', 'cross-origin');
    hosts.require(request.raw);
    done();
  });
  await server.register(cors, corsOptions(config.corsOrigins));
  const sendPage = await serveConsole(server);
  server.addHook('onRequest', (request, reply, done) => {
    if (!request.is404) {
      guard.admit(request);
      done();
    } else if (sendPage && request.method === 'GET' && request.headers.accept?.includes('text/html')) {
      sendPage(reply.status(404));
    } else {
      // At once, before a body is read.
      throw ProblemError.nothingHere();
    }
  });
  limitRequestMemory(app, maxBodyBytes);
  server.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    seconds.observe(
      { method: request.method, route, status: String(reply.statusCode) },
      reply.elapsedTime / 1000,
    );
    const poll = polledRoutes.has(route) && (reply.statusCode < 400 || reply.statusCode === 503);
    logger[poll ? 'debug' : 'info'](
      {
        requestId: request.id,
        method: request.method,
        path: plainPath(request.url),
        status: reply.statusCode,
        ms: reply.elapsedTime,
      },
      'request',
    );
    return Promise.resolve();
  });
  return connections;
}
