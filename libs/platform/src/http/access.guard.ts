import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ApiKeys } from './api-keys.js';
import { Origins } from './origins.js';

const unchanging = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Closed by default, and decides on the route that was matched, never on the text of the address. NestJS asks it for
 * every controller; the server asks it for every route, also those of plugins, before a body is read.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    @Inject(ApiKeys) private readonly keys: ApiKeys,
    @Inject(Origins) private readonly origins: Origins,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    this.admit(context.switchToHttp().getRequest<FastifyRequest>());
    return true;
  }

  /** @throws {ProblemError} 401 without a valid key, 403 for what a foreign page may not do. */
  admit(request: FastifyRequest): void {
    const { access } = request.routeOptions.config;
    if (!unchanging.has(request.method)) this.origins.requireOwn(request.headers, access === 'reading');
    if (access !== 'public') this.keys.require(request.headers.authorization);
  }
}
