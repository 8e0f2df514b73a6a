import { createHash, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.js';
import { ProblemError } from './problem.js';

/** With API_KEYS set, every read and every write of data wants "Authorization: Bearer <key>". */
@Injectable()
export class ApiKeys {
  private readonly digests: readonly Buffer[];

  constructor(@Inject(CONFIG) config: Config) {
    this.digests = config.apiKeys.map(digest);
  }

  /** @throws {ProblemError} 401 without a valid key. */
  require(authorization: string | undefined): void {
    if (this.digests.length === 0) return;
    const given = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1];
    // Digests have one length and are compared in constant time, so that a key can't be guessed byte by byte.
    if (given !== undefined && this.digests.some((key) => timingSafeEqual(key, digest(given)))) return;
    throw new ProblemError(
      401,
      'unauthorized',
      'This installation wants an API key: "Authorization: Bearer <key>". A key in the address is not read.',
    );
  }
}

function digest(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
