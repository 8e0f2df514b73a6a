import type { ModelsInUse } from '#encoder';
import type { EnqueueOptions } from '#platform';

/** Payload of the job `ingest`. */
export interface IngestPayload {
  readonly uploadId: string;
}

/** Payload of the job `encode`; `uploadId` is null for work that no upload asked for. */
export interface EncodePayload {
  readonly model: string;
  readonly uploadId: string | null;
  readonly productIds: readonly string[];
}

/** Payload of the job `index`. */
export interface IndexPayload extends EncodePayload {
  /** The products' content_hash, by id, as it was before their atoms were read to be encoded. */
  readonly contents: Readonly<Record<string, string>>;
}

/** Payload of the job `activate`: contents whose neurons are to be stored. */
export interface ActivatePayload {
  readonly model: string;
  readonly image: readonly string[];
  readonly text: readonly string[];
}

/** Payload of the job `encode-all`. */
export interface EncodeAllPayload {
  readonly model: string;
}

declare module '#platform' {
  interface Jobs {
    ingest: IngestPayload;
    encode: EncodePayload;
    'encode-all': EncodeAllPayload;
    index: IndexPayload;
    activate: ActivatePayload;
  }
}

/** Every kill of a worker counts as a try: with few tries, crashes alone would end an upload. */
export const patient: EnqueueOptions = { maxAttempts: 1_000 };

/**
 * For the standby beside the encoder that serves. One such job runs at a time, so that of two workers one is always
 * free for customers' uploads, and it starts when none of theirs waits.
 */
export const standbyWork = {
  ...patient,
  queue: 'standby',
  priority: 10,
} as const satisfies EnqueueOptions;

/** How the jobs of a model are queued. */
export function workFor(model: string, inUse: ModelsInUse): EnqueueOptions {
  return model === inUse.serving ? patient : standbyWork;
}

/** Uploads are read one after another: of two with the same product the later one holds. */
export const ingestOptions: EnqueueOptions = { ...patient, queue: 'ingest' };

/** @throws at a safe point of a job that is to stop; it runs again later. */
export function stopIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new Error('the job stops at a safe point, and goes on later');
}
