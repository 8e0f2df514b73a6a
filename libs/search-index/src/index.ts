export { ServedIndex, type ChannelVectors, type FusionWeights } from './channel-vectors.js';
export { VectorIndex, type IndexStats, type Neighbour } from './vector-index.js';
