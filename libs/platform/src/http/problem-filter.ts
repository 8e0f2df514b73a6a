import type { IncomingMessage } from 'node:http';
import { finished } from 'node:stream/promises';
import { Catch, HttpException, Inject, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
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
  if (problem.status >= 500)
    logger.error({ err: cause, requestId: request.id, url: request.url }, 'request failed');
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
        type: `urn:concella:problem:${problem.code}`,
        title: problem.code.replaceAll('-', ' '),
        status: problem.status,
        detail: problem.message,
        instance: request.url.slice(0, 500),
        requestId: request.id,
        ...(problem.errors.length > 0 ? { errors: problem.errors } : {}),
      });
  if (problem.status === 413 && !request.raw.complete) void discarded(request.raw).then(send);
  else send();
}

const longestDiscardMs = 5_000;

/**
 * Throws away what the client still sends, for some seconds at most: this answer closes the connection, and a client
 * that is cut off while it sends never reads an answer.
 */
async function discarded(body: IncomingMessage): Promise<void> {
  body.resume();
  await finished(body, { writable: false, signal: AbortSignal.timeout(longestDiscardMs) }).catch(
    () => undefined,
  );
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

const transientDatabaseCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  '57P01',
  '57P02',
  '57P03',
  '08006',
  '08001',
  '53300',
]);

/** The problem that a client is told of for any thrown value. */
export function toProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof HttpException) {
    const status = error.getStatus();
    if (status === 404)
      return new ProblemError(
        404,
        'not-found',
        'There is nothing at this address; /docs lists what there is.',
      );
    return status < 500 ? invalidBody(status, error.message) : internal();
  }
  if (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    transientDatabaseCodes.has(String(error.code))
  ) {
    return ProblemError.unavailable('The database does not answer right now; try again.');
  }
  if (isFastifyFailure(error) && error.statusCode >= 400 && error.statusCode < 500) {
    return invalidBody(error.statusCode, error.message);
  }
  return internal();
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
