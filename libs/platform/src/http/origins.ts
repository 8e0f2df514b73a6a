import type { IncomingHttpHeaders } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.js';
import { ProblemError } from './problem.js';

/** Tells requests of this installation's own pages, and of programs, from those that foreign web pages send. */
@Injectable()
export class Origins {
  private readonly storefronts: ReadonlySet<string>;

  constructor(@Inject(CONFIG) config: Config) {
    this.storefronts = new Set(config.corsOrigins);
  }

  /**
   * @param readsOnly whether a storefront's page may do this
   * @throws {ProblemError} 403 for a request that a foreign page sent.
   */
  requireOwn(headers: IncomingHttpHeaders, readsOnly: boolean): void {
    if (!isForeign(headers)) return;
    if (readsOnly && headers.origin !== undefined && this.storefronts.has(headers.origin)) return;
    throw new ProblemError(
      403,
      'foreign-origin',
      'A web page of another origin may not do this. CORS_ORIGINS opens reading calls to a storefront; ' +
        "changes come from a server or from this installation's own pages. Behind a proxy, pass the Host header on.",
    );
  }
}

/** Browsers send one of the two headers with every request that may change something; other programs send neither. */
function isForeign(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  return headers.origin !== undefined && !isSameHost(headers.origin, headers.host);
}

/** The scheme is not compared: behind a proxy that ends TLS, this server does not know it. */
function isSameHost(origin: string, host: string | undefined): boolean {
  const scheme = /^https?:\/\//.exec(origin)?.[0];
  if (scheme === undefined || !URL.canParse(origin) || !URL.canParse(`${scheme}${host ?? ''}`)) return false;
  return new URL(origin).host === new URL(`${scheme}${host ?? ''}`).host;
}
