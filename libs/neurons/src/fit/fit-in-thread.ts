import { createHash } from 'node:crypto';
import { startWorker } from '#platform';
import type { FitData, FitMessage } from './fit-messages.js';
import type { Beginning, FitProgress } from './fitter.js';
import type { FitSettings, Pairs, Parameters } from './parameters.js';

export interface FitOptions extends Beginning {
  readonly settings: FitSettings;
  /** A file that an interrupted fit goes on from. */
  readonly checkpoint?: string | undefined;
  readonly threads?: number;
  readonly onProgress?: (progress: FitProgress) => void;
  readonly signal?: AbortSignal;
}

/**
 * Fits a dictionary in a thread of its own; repeatable for a seed, and resumable with a checkpoint.
 *
 * @throws {Error} when the thread fails; the signal's reason when it is aborted, once the thread has ended (seconds)
 */
export async function fitInThread(pairs: Pairs, options: FitOptions): Promise<Parameters> {
  const { settings, checkpoint, from, words, threads = 1, onProgress, signal } = options;
  const beginning = { from, words };
  signal?.throwIfAborted();
  const stop = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const data: FitData = {
    pairs: { ...pairs, image: shared(pairs.image), text: shared(pairs.text) },
    settings,
    checkpoint:
      checkpoint === undefined ? undefined : { path: checkpoint, key: keyOf(pairs, settings, beginning) },
    beginning,
    threads,
    stop,
  };
  // Asked, never terminated: a thread that is ended within onnxruntime ends the whole process.
  const ask = (): void => void Atomics.store(stop, 0, 1);
  signal?.addEventListener('abort', ask, { once: true });
  try {
    return await new Promise<Parameters>((resolve, reject) => {
      let fitted: Parameters | undefined;
      const worker = startWorker(new URL('./fit-worker.js', import.meta.url), { name: 'fit', data }, reject);
      worker.on('message', (message: FitMessage) => {
        if (message.kind === 'progress') onProgress?.(message.progress);
        else fitted = message.parameters;
      });
      worker.on('exit', (code) => {
        if (fitted) resolve(fitted);
        else if (signal?.aborted) reject(signal.reason as Error);
        else reject(new Error(`the thread of the fit ended with ${code}`));
      });
    });
  } finally {
    signal?.removeEventListener('abort', ask);
  }
}

function shared(values: Float32Array): Float32Array {
  const copy = new Float32Array(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}

function keyOf(pairs: Pairs, settings: FitSettings, { from, words = [] }: Beginning): string {
  const hash = createHash('sha256').update(JSON.stringify(settings));
  for (const array of [pairs.image, pairs.text, from?.encoder, ...words])
    if (array) hash.update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  return hash.digest('hex');
}
