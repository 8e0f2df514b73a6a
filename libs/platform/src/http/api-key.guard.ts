import { createHash, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../config/config.js';
import { ProblemError } from './problem.js';

// What a load balancer and a person looking for the documentation need without a key.
const open = ['/health/live', '/health/ready'];

/** With API_KEYS set, every read and every write wants "Authorization: Bearer <key>". */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  private readonly digests: readonly Buffer[];

  constructor(@Inject(CONFIG) config: Config) {
    this.digests = config.apiKeys.map(digest);
  }

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    this.require(request);
    return true;
  }

  /** @throws {ProblemError} 401 without a valid key. */
  require(request: FastifyRequest): void {
    if (this.digests.length === 0) return;
    if (open.includes(request.url.split('?')[0] ?? '')) return;
    const given = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
    // Digests have one length and are compared in constant time, so that a key can't be guessed byte by byte.
    if (given !== undefined && this.digests.some((key) => timingSafeEqual(key, digest(given)))) return;
    throw new ProblemError(
      401,
      'unauthorized',
      'This installation wants an API key: "Authorization: Bearer <key>".',
    );
  }
}

function digest(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
