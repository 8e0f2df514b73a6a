import fastify from 'fastify';
import pino from 'pino';
import { describe, expect, it } from 'vitest';
import { loggedError } from '../telemetry/logged-error.js';
import { sendProblem, toProblem } from './problem-filter.js';

/** What a request that fails with this error is answered and leaves in the log. */
async function failing(error: Error): Promise<{ status: number; lines: Record<string, unknown>[] }> {
  const written: string[] = [];
  const logger = pino(
    { serializers: { err: loggedError } },
    { write: (line: string) => void written.push(line) },
  );
  const server = fastify();
  server.setErrorHandler((thrown, request, reply) => {
    sendProblem(toProblem(thrown), thrown, request, reply, logger);
  });
  server.get('/asked', () => {
    throw error;
  });
  const { statusCode } = await server.inject('/asked?key=secret');
  await server.close();
  return {
    status: statusCode,
    lines: written.map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}

describe('the log of a request that fails', () => {
  it('has one short line without a stack in an outage', async () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432\n    at more'), {
      code: 'ECONNREFUSED',
    });
    const { status, lines } = await failing(refused);
    expect(status).toBe(503);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      level: 40,
      path: '/asked',
      reason: 'connect ECONNREFUSED 127.0.0.1:5432',
    });
    expect(JSON.stringify(lines[0]).length).toBeLessThan(300);
    expect(lines[0]).not.toHaveProperty('err');
  });

  it('has the whole error where nobody expected it', async () => {
    const { status, lines } = await failing(new TypeError('x is not a function'));
    expect(status).toBe(500);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ level: 50, path: '/asked', err: { type: 'TypeError' } });
    expect(JSON.stringify(lines[0])).toContain('problem-filter.spec');
  });
});
