import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { UnreadablePicture } from '#encoder';
import { Agent, request, type Dispatcher } from 'undici';
import { pictureLimits } from './picture-limits.js';
import { tooLargePicture, unpacked } from './content-encoding.js';
import { HostFinder, PrivateAddress } from './find-host.js';
import { PictureHosts } from './picture-hosts.js';
import { isPublicAddress } from './public-address.js';
import { nextWaitMs, waitOf } from './retry-after.js';

const redirectStatus = new Set([301, 302, 303, 307, 308]);
const busyStatus = new Set([429, 503]);
const connectMs = 5_000;

export interface DownloadOptions {
  /** How often an address is asked that answers that it is busy (429, 503); 1 for one that somebody waits for. */
  readonly tries?: number;
  readonly resolver?: Resolver;
}

export interface FetchOptions {
  /** Ends the fetch with its reason. */
  readonly signal?: AbortSignal;
  /** Called before the first byte is read, with how many the contents may need; reading waits for it. */
  readonly reserve?: (bytes: number) => Promise<void>;
}

/** The host says that it is busy. */
class Busy extends UnreadablePicture {
  constructor(
    status: number,
    readonly waitMs: number | undefined,
  ) {
    super(
      `the address answers with status ${status}: its host is busy`,
      'upload the row again later, or put the picture into the zip',
    );
  }
}

/**
 * Fetches pictures from addresses that merchants give. Every address that a name resolves to is checked at the
 * moment of connecting (so a name can't change in between), and every redirect again.
 */
export class PictureDownload {
  private readonly agent: Agent;
  private readonly hosts = new PictureHosts();
  private readonly tries: number;

  constructor(
    private readonly allowed: (address: string) => boolean = isPublicAddress,
    private readonly timeoutMs: number = pictureLimits.downloadMs,
    { tries = 1, resolver }: DownloadOptions = {},
  ) {
    this.tries = tries;
    const { lookup } = new HostFinder(allowed, resolver);
    this.agent = new Agent({ connect: { timeout: Math.min(connectMs, timeoutMs), lookup } });
  }

  /**
   * The contents, unpacked where the server packed them.
   *
   * @throws {UnreadablePicture} when the address is refused or does not answer with contents in time.
   */
  async fetch(address: string, options: FetchOptions = {}): Promise<Buffer> {
    const url = this.checked(address);
    return this.hosts.visit(url.host, options.signal, async () => {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await this.once(url, options);
        } catch (error) {
          const waitMs = error instanceof Busy ? nextWaitMs(error.waitMs, attempt) : undefined;
          if (waitMs === undefined || attempt >= this.tries) {
            if (error instanceof Busy) this.hosts.failed(url.host);
            throw error;
          }
          await sleep(waitMs, undefined, { signal: options.signal });
        }
      }
    });
  }

  async close(): Promise<void> {
    await this.agent.destroy();
  }

  private async once(address: URL, { signal, reserve }: FetchOptions): Promise<Buffer> {
    const late = AbortSignal.timeout(this.timeoutMs);
    let url = address;
    try {
      for (let hop = 0; hop <= pictureLimits.redirects; hop += 1) {
        this.hosts.check(url.host);
        const answer = await request(url, {
          dispatcher: this.agent,
          signal: signal ? AbortSignal.any([late, signal]) : late,
          headers: { accept: 'image/*', 'user-agent': 'concella' },
        });
        const location = answer.headers['location'];
        if (!redirectStatus.has(answer.statusCode) || typeof location !== 'string') {
          const read = await contents(answer, reserve);
          this.hosts.answered(url.host);
          return await unpacked(read, answer.headers['content-encoding']);
        }
        drop(answer);
        this.hosts.answered(url.host);
        url = this.checked(location, url);
      }
      throw new UnreadablePicture(
        `the address redirects more than ${pictureLimits.redirects} times`,
        'give the address that the picture is at in the end',
      );
    } catch (error) {
      signal?.throwIfAborted();
      throw this.explained(error, late, url);
    }
  }

  private checked(address: string, base?: URL): URL {
    const url = URL.canParse(address, base?.href) ? new URL(address, base) : undefined;
    if (!url || !['http:', 'https:'].includes(url.protocol) || url.username !== '' || url.password !== '') {
      throw new UnreadablePicture(
        'the address is not a plain http or https address',
        'give an address such as https://shop.example/mug.jpg',
      );
    }
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (isIP(host) !== 0 && !this.allowed(host)) throw privateNetwork();
    return url;
  }

  /** What to tell of an error; one of the network counts against its host. */
  private explained(error: unknown, late: AbortSignal, url: URL): UnreadablePicture {
    if (error instanceof UnreadablePicture) {
      if (!(error instanceof Busy)) this.hosts.answered(url.host);
      return error;
    }
    if (error instanceof PrivateAddress) return privateNetwork();
    this.hosts.failed(url.host);
    if (late.aborted) {
      return new UnreadablePicture(
        `the address did not answer within ${this.timeoutMs / 1000} s`,
        'try again later, or put the picture into the zip',
      );
    }
    return new UnreadablePicture(
      `the address could not be read: ${reasonOf(error).slice(0, 160)}`,
      'check it in a browser, or put the picture into the zip',
    );
  }
}

async function contents(answer: Dispatcher.ResponseData, reserve: FetchOptions['reserve']): Promise<Buffer> {
  const { statusCode, headers, body } = answer;
  if (statusCode !== 200) {
    drop(answer);
    if (busyStatus.has(statusCode)) throw new Busy(statusCode, waitOf(headers['retry-after']));
    throw new UnreadablePicture(
      `the address answers with status ${statusCode}`,
      'check it in a browser, or put the picture into the zip',
    );
  }
  const declared = Number(headers['content-length'] ?? Number.NaN);
  if (declared > pictureLimits.pictureBytes) {
    drop(answer);
    throw tooLargePicture();
  }
  // While this waits nobody listens to the body, and its error would end the process.
  body.on('error', ignore);
  // Packed contents have no bound of their own.
  const known = Number.isSafeInteger(declared) && headers['content-encoding'] === undefined;
  await reserve?.(known ? declared : pictureLimits.pictureBytes);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > pictureLimits.pictureBytes) throw tooLargePicture();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Ends an answer whose body nobody wants. Its error then is nobody's concern. */
function drop({ body }: Dispatcher.ResponseData): void {
  body.on('error', ignore).destroy();
}

function ignore(): void {
  // Told by the promise that reads the body, where one does.
}

function privateNetwork(): UnreadablePicture {
  return new UnreadablePicture(
    'the address leads to a private network',
    'give an address of the public internet, or put the picture into the zip',
  );
}

/** Where several addresses of a host were tried, the error that holds their errors has no words of its own. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  if (!(error instanceof Error)) return 'unknown';
  if (error.cause instanceof Error && error.cause.message !== '') return reasonOf(error.cause);
  const code = (error as NodeJS.ErrnoException).code ?? error.name;
  if (/^(EPROTO|ERR_SSL)/.test(code)) return 'the secure connection failed';
  return error.message || code;
}
