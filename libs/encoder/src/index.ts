export {
  dot,
  Encoder,
  norm,
  serve,
  UnreadablePicture,
  type Centring,
  type EncodedPicture,
  type EncoderManifest,
  type Modality,
} from './encoder.js';
export { ServedEncoder, VectorStore } from './served-encoder.js';
