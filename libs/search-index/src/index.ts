export {
  ChannelIndex,
  type ChannelVectors,
  type ChannelWeights,
  type FusionWeights,
} from './channel-vectors.js';
export {
  appendChannelVectors,
  forgetContents,
  forgetIndexed,
  indexedProducts,
  lastSeq,
  lockChannelVectors,
  nextIndexed,
  removeFromIndex,
  removeFromIndexes,
  storedChannels,
  notifyFollowers,
  type StoredChannels,
} from './channel-vector-table.js';
export type { IndexSettings } from './engine.js';
export { FollowedIndex } from './followed-index.js';
export { effectiveWeights, fuse, maxNorm, presentChannels } from './fuse.js';
export { defaultFusionWeights } from './default-weights.js';
export type { GenerationSettings } from './index-settings.js';
export { Indexes } from './indexes.js';
export { SearchIndexModule } from './search-index.module.js';
export { checkSnapshots } from './check-snapshots.js';
export { SnapshotRefused } from './snapshot.js';
export { VectorIndex, type IndexStats, type Neighbour, type SnapshotOrigin } from './vector-index.js';
export { ExactIndex, HnswIndex } from './worker-index.js';
