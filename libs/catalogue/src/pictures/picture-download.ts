import { lookup as resolveName, type LookupAddress, type LookupOptions } from 'node:dns';
import { isIP } from 'node:net';
import { UnreadablePicture } from '#encoder';
import { Agent, request, type Dispatcher } from 'undici';
import { limits } from '../reading/limits.js';
import { isPublicAddress } from './public-address.js';

const redirectStatus = new Set([301, 302, 303, 307, 308]);

class PrivateAddress extends Error {}

type LookupDone = (
  error: NodeJS.ErrnoException | null,
  address: string | LookupAddress[],
  family?: number,
) => void;

/**
 * Fetches pictures from addresses that merchants give. Every address that a name resolves to is checked at the
 * moment of connecting (so a name can't change in between), and every redirect again.
 */
export class PictureDownload {
  private readonly agent: Agent;

  constructor(
    private readonly allowed: (address: string) => boolean = isPublicAddress,
    private readonly timeoutMs: number = limits.downloadMs,
  ) {
    this.agent = new Agent({
      connect: {
        timeout: timeoutMs,
        lookup: (name: string, options: LookupOptions, done: LookupDone) => this.lookup(name, options, done),
      },
    });
  }

  /** @throws {UnreadablePicture} when the address is refused or does not answer with contents in time. */
  async fetch(address: string): Promise<Buffer> {
    const signal = AbortSignal.timeout(this.timeoutMs);
    try {
      let url = this.checked(address);
      for (let hop = 0; hop <= limits.redirects; hop += 1) {
        const answer = await request(url, {
          dispatcher: this.agent,
          signal,
          headers: { accept: 'image/*', 'user-agent': 'concella' },
        });
        const location = answer.headers['location'];
        if (!redirectStatus.has(answer.statusCode) || typeof location !== 'string')
          return await contents(answer);
        await answer.body.dump();
        url = this.checked(location, url);
      }
      throw new UnreadablePicture(
        `the address redirects more than ${limits.redirects} times`,
        'give the address that the picture is at in the end',
      );
    } catch (error) {
      throw this.explained(error, signal);
    }
  }

  async close(): Promise<void> {
    await this.agent.destroy();
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
    if (isIP(host) !== 0 && !this.allowed(host)) throw new PrivateAddress();
    return url;
  }

  private lookup(name: string, options: LookupOptions, done: LookupDone): void {
    resolveName(name, { ...options, all: true }, (error, addresses) => {
      const first = addresses[0];
      if (error) done(error, '');
      else if (!first || addresses.some(({ address }) => !this.allowed(address)))
        done(new PrivateAddress(), '');
      else if (options.all) done(null, addresses);
      else done(null, first.address, first.family);
    });
  }

  private explained(error: unknown, signal: AbortSignal): UnreadablePicture {
    if (error instanceof UnreadablePicture) return error;
    if (error instanceof PrivateAddress) {
      return new UnreadablePicture(
        'the address leads to a private network',
        'give an address of the public internet, or put the picture into the zip',
      );
    }
    if (signal.aborted) {
      return new UnreadablePicture(
        `the address did not answer within ${this.timeoutMs / 1000} s`,
        'try again later, or put the picture into the zip',
      );
    }
    const reason = error instanceof Error ? error.message.slice(0, 160) : 'unknown';
    return new UnreadablePicture(
      `the address could not be read: ${reason}`,
      'check it in a browser, or put the picture into the zip',
    );
  }
}

async function contents(answer: Dispatcher.ResponseData): Promise<Buffer> {
  if (answer.statusCode !== 200) {
    await answer.body.dump();
    throw new UnreadablePicture(
      `the address answers with status ${answer.statusCode}`,
      'check it in a browser, or put the picture into the zip',
    );
  }
  if (Number(answer.headers['content-length']) > limits.pictureBytes) {
    // Aborting is not an error of the address; there is nobody left to hear of it.
    answer.body.on('error', () => undefined).destroy();
    throw tooLarge();
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer.body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limits.pictureBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLarge(): UnreadablePicture {
  return new UnreadablePicture(
    `the picture is larger than ${limits.pictureBytes / 1024 ** 2} MB`,
    'save it smaller; 1,000 pixels on the longer side are plenty',
  );
}
