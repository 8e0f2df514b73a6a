export { channels, modalityOf, type Channel } from './channel.js';
export {
  dot,
  dotTwoRows,
  Encoder,
  norm,
  serve,
  UnreadablePicture,
  type Centring,
  type EncodedPicture,
  type EncoderManifest,
  type Modality,
  type RawUnits,
} from './encoder.js';
export { ServedEncoder, VectorStore } from './served-encoder.js';
export { EncoderModule } from './encoder.module.js';
export { EncoderOpener, type OpenEncoder } from './in-use/encoder-opener.js';
export {
  addCandidate,
  exchangeEncoders,
  holdModelsInUse,
  lockEncoders,
  readEncoders,
  removeEncoder,
  type EncoderRow,
  type ModelsInUse,
} from './in-use/encoder-table.js';
export { OpenEncoders } from './in-use/open-encoders.js';
export { ModelError } from './manifest.js';
export { OnnxEncoder } from './onnx/onnx-encoder.js';
export { decodePicture, decodingPixels, pictureSize } from './pictures/decode.js';
export { seenArea, type SeenArea } from './pictures/prepare.js';
export { pictureKind, type PictureKind } from './pictures/kind.js';
export { overlap, traits as writingTraits, type Box } from './pictures/writing/rows.js';
export {
  describedRows,
  findWriting,
  standardised,
  writingOf,
  type DescribedRow,
  type Writing,
} from './pictures/writing/writing.js';
export { CentredEncoder } from './serving/centred-encoder.js';
export { shippedCentring, takeCentring, CentringReference } from './serving/centring.js';
export { modelOfVectors, unusableVectors, type ModelOfVectors } from './serving/check-vectors.js';
export { forgetVectors, VectorTable } from './serving/vector-table.js';
export { vectorBytes, vectorFromBytes } from './serving/vector-bytes.js';
export { loadTokenizer, type LoadedTokenizer } from './text/load-tokenizer.js';
export { pullModel, type PulledModel, type PullOptions } from './pull/pull-model.js';
export { registeredModels, type RegisteredModel } from './pull/registry.js';
