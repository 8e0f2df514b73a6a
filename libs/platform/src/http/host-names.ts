import type { IncomingMessage } from 'node:http';
import { isIPv4 } from 'node:net';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.js';
import { ProblemError } from './problem.js';

const authority = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/i;
const absoluteForm = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i;
const everyAddress = new Set(['0.0.0.0', '::']);

/**
 * The names that this installation is called by. A page of another site can make its own name point here (DNS
 * rebinding) and would then count as this installation's page; but its requests still carry its name.
 */
@Injectable()
export class HostNames {
  private readonly names: ReadonlySet<string>;

  constructor(@Inject(CONFIG) config: Config) {
    const own = everyAddress.has(config.host)
      ? []
      : [config.host.includes(':') ? `[${config.host}]` : config.host];
    this.names = new Set([...own, ...config.allowedHosts].map((name) => name.toLowerCase()));
  }

  /** @throws {ProblemError} 400 for a Host that is absent, double or malformed, 421 for a name that is not ours. */
  require(request: IncomingMessage): void {
    const hosts = request.rawHeaders.filter(
      (_, at, all) => at % 2 === 1 && all[at - 1]?.toLowerCase() === 'host',
    );
    const target = absoluteForm.exec(request.url ?? '')?.[1];
    if (hosts.length !== 1) throw malformed(hosts.length === 0 ? 'is missing' : 'is there twice');
    // An address in absolute form names a host too, and routers and proxies may heed either.
    for (const given of target === undefined ? hosts : [...hosts, target]) {
      const name = authority.exec(given)?.[1]?.toLowerCase();
      if (name === undefined) throw malformed('is not a host name');
      if (!this.isOwn(name, request.socket.localAddress)) throw misdirected(name);
    }
  }

  private isOwn(name: string, reachedAt: string | undefined): boolean {
    if (name === 'localhost' || name === '[::1]' || (isIPv4(name) && name.startsWith('127.'))) return true;
    // Who asks for the very address that the connection reached asks for this server, by no name at all.
    const address = reachedAt?.replace(/^::ffff:(?=\d+\.)/, '');
    return this.names.has(name) || name === address || name === `[${address ?? ''}]`;
  }
}

function malformed(message: string): ProblemError {
  const fix = 'send one Host header with a name and, if need be, a port';
  return new ProblemError(400, 'invalid-request', `Host: ${message}`, [{ field: 'Host', message, fix }]);
}

function misdirected(name: string): ProblemError {
  const shown = name.slice(0, 100);
  return new ProblemError(421, 'misdirected', `"${shown}" is not a name of this installation.`, [
    {
      field: 'Host',
      message: `"${shown}" is not served here`,
      fix: 'use localhost or the address of HOST, or add the name to ALLOWED_HOSTS',
    },
  ]);
}
