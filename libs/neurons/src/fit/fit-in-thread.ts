import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { projectFolder } from '#platform';
import type { FitData, FitMessage } from './fit-messages.js';
import type { FitProgress } from './fitter.js';
import type { FitSettings, Pairs, Parameters } from './parameters.js';

export interface FitOptions {
  readonly settings: FitSettings;
  /** A file that an interrupted fit goes on from. */
  readonly checkpoint?: string | undefined;
  readonly from?: Parameters | undefined;
  readonly threads?: number;
  readonly onProgress?: (progress: FitProgress) => void;
  readonly signal?: AbortSignal;
}

/**
 * Fits a dictionary in a thread of its own; repeatable for a seed, and resumable with a checkpoint.
 *
 * @throws {Error} when the thread fails; the signal's reason when it is aborted
 */
export async function fitInThread(pairs: Pairs, options: FitOptions): Promise<Parameters> {
  const { settings, checkpoint, from, threads = 1, onProgress, signal } = options;
  signal?.throwIfAborted();
  const data: FitData = {
    pairs: { ...pairs, image: shared(pairs.image), text: shared(pairs.text) },
    settings,
    checkpoint:
      checkpoint === undefined ? undefined : { path: checkpoint, key: keyOf(pairs, settings, from) },
    from,
    threads,
  };
  const worker = new Worker(join(projectFolder, 'dist/libs/neurons/src/fit/fit-worker.js'), {
    workerData: data,
    // The built code, also where this process runs the sources.
    execArgv: [],
  });
  const stop = (): void => void worker.terminate();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    return await new Promise<Parameters>((resolve, reject) => {
      worker.on('message', (message: FitMessage) => {
        if (message.kind === 'progress') onProgress?.(message.progress);
        else resolve(message.parameters);
      });
      worker.on('error', reject);
      worker.on('exit', (code) =>
        reject(
          signal?.aborted ? (signal.reason as Error) : new Error(`the thread of the fit ended with ${code}`),
        ),
      );
    });
  } finally {
    signal?.removeEventListener('abort', stop);
    await worker.terminate();
  }
}

function shared(values: Float32Array): Float32Array {
  const copy = new Float32Array(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}

function keyOf(pairs: Pairs, settings: FitSettings, from: Parameters | undefined): string {
  const hash = createHash('sha256').update(JSON.stringify(settings));
  for (const array of [pairs.image, pairs.text, from?.encoder])
    if (array) hash.update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  return hash.digest('hex');
}
