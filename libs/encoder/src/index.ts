export { channels, modalityOf, type Channel } from './channel.js';
export {
  dot,
  dotTwoRows,
  Encoder,
  norm,
  centred,
  UnreadablePicture,
  type Centring,
  type EncodedPicture,
  type EncoderManifest,
  type Modality,
  type TowerChannels,
} from './encoder.js';
export { Embedder, VectorStore } from './embedder.js';
export { EncoderModule } from './encoder.module.js';
export { EncoderOpener, type OpenEncoder } from './in-use/encoder-opener.js';
export {
  addStandby,
  exchangeEncoders,
  lockModelsInUse,
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
export { visibleArea, type VisibleArea } from './pictures/prepare.js';
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
export { CentredEncoder } from './embedding/centred-encoder.js';
export { shippedCentring, takeCentring, CentringReference } from './embedding/centring.js';
export { modelOfVectors, unusableVectors, type ModelOfVectors } from './embedding/check-vectors.js';
export { forgetVectors, VectorTable } from './embedding/vector-table.js';
export { vectorBytes, vectorFromBytes } from './embedding/vector-bytes.js';
export { loadTokenizer, type LoadedTokenizer } from './text/load-tokenizer.js';
export { pullModel, type PulledModel, type PullOptions } from './pull/pull-model.js';
export { registeredModels, type RegisteredModel } from './pull/registry.js';
