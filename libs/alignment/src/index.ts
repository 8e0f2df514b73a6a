export type { Aligner } from './aligner.js';
export { Aligners, ServingAligner } from './aligners.js';
export { AlignmentModule } from './alignment.module.js';
export { claimBars, type ClaimedFacet } from './claim-bars.js';
export type { AlignmentAnswer } from './contract.js';
