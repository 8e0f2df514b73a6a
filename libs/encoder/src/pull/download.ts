import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { EnvHttpProxyAgent, interceptors, request, type Dispatcher } from 'undici';
import { fileSha256, ModelError } from '../manifest.js';

/** Progress of one file, in bytes; `total` is undefined if the server does not say. */
export type Progress = (file: string, done: number, total: number | undefined) => void;

export interface Wanted {
  readonly url: string;
  /** Where it goes; what has arrived so far lies beside it as "<path>.part". */
  readonly path: string;
  /** Expected sha256; null to take what comes. */
  readonly sha256: string | null;
}

/** A file of models is hundreds of megabytes; a connection that gives nothing for this long is dead. */
const silenceMilliseconds = 60_000;

/** Follows redirects and the proxy of HTTP_PROXY / HTTPS_PROXY. */
function connection(): Dispatcher {
  return new EnvHttpProxyAgent({
    headersTimeout: silenceMilliseconds,
    bodyTimeout: silenceMilliseconds,
  }).compose(interceptors.redirect({ maxRedirections: 5 }));
}

/**
 * Downloads one file, going on where an earlier attempt stopped, and checks it.
 *
 * @returns its sha256
 * @throws {ModelError} when the server can't be reached or hasn't the file, or the contents are not the expected ones.
 */
export async function download(wanted: Wanted, progress: Progress): Promise<string> {
  const { path, sha256 } = wanted;
  const present = await fileSha256(path);
  if (present !== undefined && (sha256 === null || present === sha256)) return present;
  const part = `${path}.part`;
  await mkdir(dirname(path), { recursive: true });
  const dispatcher = connection();
  try {
    await fetchRest(wanted, part, progress, dispatcher);
  } finally {
    await dispatcher.destroy();
  }
  const actual = await fileSha256(part);
  if (actual === undefined) throw new ModelError(`${part} disappeared while it was being checked`);
  if (sha256 !== null && actual !== sha256) {
    await rm(part);
    throw new ModelError(
      `${wanted.url} gave other contents than expected (sha256 ${actual}, expected ${sha256}); nothing was kept`,
    );
  }
  await rename(part, path);
  return actual;
}

async function fetchRest(
  wanted: Wanted,
  part: string,
  progress: Progress,
  dispatcher: Dispatcher,
): Promise<void> {
  const have = await stat(part).then(
    ({ size }) => size,
    () => 0,
  );
  const response = await reach(wanted.url, have, dispatcher);
  const { statusCode, headers, body } = response;
  // Nothing is left to send: the file was already whole, or it is not the same file any more.
  if (statusCode === 416) {
    await body.dump();
    return;
  }
  if (statusCode !== 200 && statusCode !== 206) {
    await body.dump();
    throw new ModelError(refusal(wanted.url, statusCode));
  }
  const resumed = statusCode === 206;
  const length = Number(headers['content-length']);
  let done = resumed ? have : 0;
  const total = Number.isFinite(length) ? done + length : undefined;
  progress(wanted.path, done, total);
  body.on('data', (chunk: Buffer) => {
    done += chunk.length;
    progress(wanted.path, done, total);
  });
  try {
    await pipeline(body, createWriteStream(part, { flags: resumed ? 'a' : 'w' }));
  } catch (error) {
    throw new ModelError(
      `the connection broke after ${done} bytes of ${wanted.url} (${reason(error)}); run the same command again to go on from there`,
    );
  }
}

async function reach(url: string, from: number, dispatcher: Dispatcher): Promise<Dispatcher.ResponseData> {
  try {
    // Without "identity" a proxy may compress, and the byte positions of a resumed download would be wrong.
    const headers: Record<string, string> = { 'accept-encoding': 'identity' };
    if (from > 0) headers.range = `bytes=${from}-`;
    return await request(url, { dispatcher, headers });
  } catch (error) {
    throw new ModelError(
      `${new URL(url).host} can't be reached (${reason(error)}); on a machine without the internet, ` +
        'copy the files by hand and pass --from DIR',
    );
  }
}

function refusal(url: string, status: number): string {
  if (status === 404)
    return `${url} does not exist; check the revision, or pass --from DIR with an export of your own`;
  if (status === 401 || status === 403) return `${url} is not public (status ${status})`;
  return `${url} answered with status ${status}; try again later`;
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
