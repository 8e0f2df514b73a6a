import type { LoggerService } from '@nestjs/common';
import pino, { type Logger } from 'pino';
import pretty from 'pino-pretty';
import { loggedError } from './logged-error.js';
import { lossyStandardOutput } from './standard-output.js';

/** The embedded server's too, whose password is not known when the logger is made. */
const databaseAddress = /postgres(?:ql)?:\/\/[^\s"\\]+/gi;

/** Injection token of the process's pino logger. */
export const LOGGER = Symbol('Logger');
export type { Logger };

/**
 * Logs on standard output: lines to be read where that is a terminal, else one JSON object a line.
 *
 * @param secrets never written, whatever message or error holds them
 */
export function createLogger(level: string, secrets: readonly string[] = []): Logger {
  const withheld = secrets.map((secret) => JSON.stringify(secret).slice(1, -1));
  const withhold = (line: string): string =>
    withheld.reduce(
      (left, secret) => left.replaceAll(secret, '***'),
      line.replaceAll(databaseAddress, '***'),
    );
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: loggedError },
    hooks: { streamWrite: withhold },
  };
  if (!process.stdout.isTTY) return pino(options, lossyStandardOutput);
  const readable = pretty.prettyFactory({
    colorize: true,
    singleLine: true,
    translateTime: 'SYS:HH:MM:ss',
  });
  return pino(options, { write: (line) => lossyStandardOutput.write(readable(line)) });
}

/** NestJS's own messages through the same logger. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, context?: string): void {
    this.logger.debug({ context }, String(message));
  }
  warn(message: unknown, context?: string): void {
    this.logger.warn({ context }, String(message));
  }
  error(message: unknown, stack?: string, context?: string): void {
    this.logger.error({ context, stack }, String(message));
  }
  fatal(message: unknown, context?: string): void {
    this.logger.fatal({ context }, String(message));
  }
}
