export { ServedIndex, type ChannelVectors, type FusionWeights } from './channel-vectors.js';
export type { IndexSettings } from './engine.js';
export { FollowedIndex } from './followed-index.js';
export { effectiveWeights, fuse, maxNorm, presentChannels, type ChannelWeights } from './fuse.js';
export { INDEX_SETTINGS, type GenerationSettings } from './index-settings.js';
export { SearchIndexModule } from './search-index.module.js';
export { SnapshotRefused } from './snapshot.js';
export { VectorIndex, type IndexStats, type Neighbour, type SnapshotOrigin } from './vector-index.js';
export { ExactIndex, HnswIndex } from './worker-index.js';
