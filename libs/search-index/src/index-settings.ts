import type { FusionWeights } from './channel-vectors.js';

/** What makes a generation: the application provides it under {@link INDEX_SETTINGS}. */
export interface GenerationSettings {
  /** "<name>@<revision>" of the encoder: the key of the table channel_vector. */
  readonly model: string;
  readonly dimension: number;
  readonly centringId: string;
  readonly dictionaryId: string;
  readonly weights: FusionWeights;
}

/** Injection token of {@link GenerationSettings}. */
export const INDEX_SETTINGS = Symbol('IndexSettings');
