export { IngestionModule } from './ingestion.module.js';
export { ActivationModule } from './activating/activation.module.js';
export { candidateWork } from './jobs.js';
export { UnencodedProducts } from './encoding/unencoded-products.js';
export { AppliedSeq } from './upload/upload-progress.js';
export { checkVectors } from './verify/check-vectors.js';
