import type { FusionWeights } from './channel-vectors.js';

/** What makes a generation. */
export interface GenerationSettings {
  /** "<name>@<revision>" of the encoder: the key of the table channel_vector. */
  readonly model: string;
  readonly dimension: number;
  readonly centringId: string;
  readonly dictionaryId: string;
  readonly weights: FusionWeights;
}
