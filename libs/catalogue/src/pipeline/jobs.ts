import type { EnqueueOptions } from '#platform';

/** Payload of the job `ingest`. */
export interface IngestPayload {
  readonly uploadId: string;
}

/** Payload of the jobs `encode` and `index`; `uploadId` is null for work that no upload asked for. */
export interface BatchPayload {
  readonly uploadId: string | null;
  readonly productIds: readonly string[];
}

/** Payload of the job `activate`: contents whose neurons are to be stored. */
export interface ActivatePayload {
  readonly image: readonly string[];
  readonly text: readonly string[];
}

/** Every kill of a worker counts as a try: with few tries, crashes alone would end an upload. */
export const patient: EnqueueOptions = { maxAttempts: 1_000 };

/** Uploads are read one after another: of two with the same product the later one holds. */
export const ingestOptions: EnqueueOptions = { ...patient, queue: 'ingest' };

/** Writers of channel_vector hold this advisory lock to the end of their transaction, so that seq grows in commit order. */
export const channelVectorLock = 7_261_934_502;

/** Name of the notification that carries the model whose channel vectors changed. */
export const channelVectorNotification = 'channel_vector';

/** The process is shutting down: the job stops at a safe point and runs again later. */
export class Interrupted extends Error {
  constructor() {
    super('the process is shutting down; the job goes on at the next start');
  }
}

/** @throws {Interrupted} when the process is shutting down. */
export function stopIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new Interrupted();
}
