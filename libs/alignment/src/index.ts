export type { Aligner } from './aligner.js';
export { Aligners, ServingAligner } from './aligners.js';
export { AlignmentModule } from './alignment.module.js';
