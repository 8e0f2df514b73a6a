/**
 * Every kind of job and what its payload is. The lib that runs a job adds it:
 * `declare module '#platform' { interface Jobs { ingest: IngestPayload } }`.
 */
export interface Jobs {}

export type JobName = keyof Jobs;
