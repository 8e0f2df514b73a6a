export { IngestionModule } from './ingestion.module.js';
export { ActivationModule } from './activating/activation.module.js';
export { standbyWork } from './jobs.js';
export { encodingCounts, type EncodingCounts } from './encoding/encoded-products.js';
export { UnencodedProducts } from './encoding/unencoded-products.js';
export { forgetPlacesAfter, hasUploads, noUploadAtWork } from './upload/upload-places.js';
export { AppliedSeq } from './upload/upload-progress.js';
export { checkVectors } from './verify/check-vectors.js';
