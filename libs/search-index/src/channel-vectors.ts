import type { Channel, Modality } from '#encoder';

/** One number a channel. */
export type ChannelWeights = Readonly<Record<Channel, number>>;

/** The mean centred vector of each channel of one product; undefined where it has none. Not re-normalised. */
export type ChannelVectors = Readonly<Record<Channel, Float32Array | undefined>>;

/** Weight of each channel, per query modality: W[modality][channel] (docs/neurons.md, sections 1.2 and 1.3). */
export type FusionWeights = Readonly<Record<Modality, ChannelWeights>>;

/**
 * The served generation: the index with the channel vectors it was made from, immutable in meaning
 * (model, weights, dictionary, centring). Follows the table channel_vector by its seq.
 */
export abstract class ChannelIndex {
  /** Names the generation in answers. */
  abstract readonly generation: string;
  /** Weights to fuse and score with; spread over the channels that a product has. */
  abstract readonly weights: FusionWeights;
  /** Largest seq applied; a product whose channel_vector.seq is not above it can be found here. */
  abstract readonly appliedSeq: bigint;
  /** How many products are indexed. */
  abstract readonly size: number;
  /** Candidates of the fused index. */
  abstract search(
    query: Float32Array,
    k: number,
    allowed?: Uint32Array,
  ): Promise<{ ordinal: number; score: number }[]>;
  /** Channel vectors of a product in memory; undefined when it is not indexed (or deleted). */
  abstract channelVectors(ordinal: number): ChannelVectors | undefined;
  /** Up to `n` indexed labels, a fixed pseudo-random sample: the background that matches are calibrated against. */
  abstract sample(n: number): readonly number[];
  abstract stats(): Promise<{ kind: string; count: number; dimension: number }>;
  /** Resolves when every change up to `seq` is applied here, or rejects after `timeoutMs`. */
  abstract caughtUp(seq: bigint, timeoutMs: number): Promise<void>;
}
