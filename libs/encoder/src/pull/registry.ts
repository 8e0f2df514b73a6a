import type { EncoderManifest } from '../encoder.js';

/** A file of a public model repository; `sha256` null where no trustworthy value was found: see {@link pullModel}. */
export interface RegisteredFile {
  readonly path: string;
  readonly sha256: string | null;
}

/** A public CLIP-type model with an ONNX export, and how its authors prepare pictures and words. */
export interface RegisteredModel {
  readonly name: string;
  readonly title: string;
  /** "<owner>/<name>" on the model hub. */
  readonly repository: string;
  /** Full commit hash; null where none could be established: the person chooses with --revision. */
  readonly revision: string | null;
  readonly licence: string;
  readonly family: EncoderManifest['family'];
  readonly dimension: number;
  readonly image: RegisteredFile &
    Pick<EncoderManifest['image'], 'size' | 'resize' | 'interpolation' | 'mean' | 'std'>;
  readonly text: RegisteredFile &
    Pick<EncoderManifest['text'], 'contextLength' | 'pad' | 'padId' | 'lowercase' | 'clean'>;
  readonly tokenizer: RegisteredFile;
}

/** OpenAI's CLIP: shorter side to 224 with bicubic, centre crop, its own means; causal text, so never padded. */
const clip = {
  image: {
    size: 224,
    resize: 'crop',
    interpolation: 'bicubic',
    mean: [0.48145466, 0.4578275, 0.40821073],
    std: [0.26862954, 0.26130258, 0.27577711],
  },
  text: { contextLength: 77, pad: 'longest', padId: 49407, lowercase: true, clean: 'clip' },
} as const;

/** SigLIP: squashed to 224, [-1, 1]; text looks both ways without a mask, so it is always padded to 64 with </s>. */
const siglip = {
  image: {
    size: 224,
    resize: 'squash',
    interpolation: 'bicubic',
    mean: [0.5, 0.5, 0.5],
    std: [0.5, 0.5, 0.5],
  },
  text: { contextLength: 64, pad: 'max', padId: 1, lowercase: true, clean: 'siglip' },
} as const;

const visionFile = 'onnx/vision_model.onnx';
const textFile = 'onnx/text_model.onnx';

/** What `npm run models:pull` knows. docs/models.md says where the pins come from. */
export const registeredModels: readonly RegisteredModel[] = [
  {
    name: 'clip-vit-base-patch32',
    title: 'OpenAI CLIP ViT-B/32',
    repository: 'Xenova/clip-vit-base-patch32',
    revision: 'd15189d7028b43f1d3e65039190477f6af591c2a',
    licence: 'MIT (OpenAI CLIP)',
    family: 'clip',
    dimension: 512,
    image: {
      ...clip.image,
      path: visionFile,
      sha256: 'fd6e1402a588279d1723c7534d4bcba5bc0b14b47dfab0e46f8c47b8270d7d40',
    },
    text: {
      ...clip.text,
      path: textFile,
      sha256: '3f6571f5bad13a97c469c1622e1cfc4d9aef78b79fdbfcff804ca357bfada8cc',
    },
    tokenizer: {
      path: 'tokenizer.json',
      sha256: 'f7f3b7af117d467b58374797691a6438d3e6b9e9cef800dfd5dced7f697a90cd',
    },
  },
  {
    name: 'clip-vit-base-patch16',
    title: 'OpenAI CLIP ViT-B/16',
    repository: 'Xenova/clip-vit-base-patch16',
    revision: '342fdf2f67aded64d138ff074745fb4a5d2bba5f',
    licence: 'MIT (OpenAI CLIP)',
    family: 'clip',
    dimension: 512,
    image: {
      ...clip.image,
      path: visionFile,
      sha256: 'b5170b47c0ecc667c9af5b42ed460c341377706d1466d177798c65fe49ea1e6b',
    },
    text: { ...clip.text, path: textFile, sha256: null },
    tokenizer: {
      path: 'tokenizer.json',
      sha256: '72ed5c96db5729294468543e4bc75fce14ca63f58e37300290189ba1c1e52b85',
    },
  },
  {
    name: 'clip-rn50',
    title: 'OpenAI CLIP RN50',
    repository: 'immich-app/RN50__openai',
    revision: null,
    licence: 'MIT (OpenAI CLIP)',
    family: 'clip',
    dimension: 1024,
    image: { ...clip.image, path: 'visual/model.onnx', sha256: null },
    text: { ...clip.text, path: 'textual/model.onnx', sha256: null },
    tokenizer: { path: 'textual/tokenizer.json', sha256: null },
  },
  {
    name: 'siglip-base-patch16-224',
    title: 'Google SigLIP B/16 224',
    repository: 'Xenova/siglip-base-patch16-224',
    revision: '4649052661e53c7000355844105f8a1792088239',
    licence: 'Apache-2.0 (google/siglip-base-patch16-224)',
    family: 'siglip',
    dimension: 768,
    image: {
      ...siglip.image,
      path: visionFile,
      sha256: 'f89d41bac7f4d4b87e010a467d93f98689d708916ed22f5a07f96fdfa26f475f',
    },
    text: {
      ...siglip.text,
      path: textFile,
      sha256: '3aa7fdbd20eaa8740cce17bf82913de641fcb632a768fed59f661cdcd0c32553',
    },
    tokenizer: {
      path: 'tokenizer.json',
      sha256: '4a17c975210be5ab4c36b47d8dae4eefb866dbfb1e676e394aad85dc30a3ae08',
    },
  },
  {
    name: 'mobileclip-s0',
    title: 'Apple MobileCLIP-S0',
    repository: 'Xenova/mobileclip_s0',
    revision: '757d59c9c6870a76a4b0306f05f5061bca15c39f',
    licence:
      'Apple ML Research Model licence (apple-amlr): research use; read it before selling anything with it',
    family: 'mobileclip',
    dimension: 512,
    image: {
      path: visionFile,
      sha256: '17d3c037b1d488c10c50e09f6009ea5a198caef4e0e8f4ea5617b7cb2d067ac0',
      size: 256,
      resize: 'crop',
      interpolation: 'bilinear',
      mean: [0, 0, 0],
      std: [1, 1, 1],
    },
    // Its words look both ways and at their neighbours without a mask: always all 77 places, the empty ones 0.
    text: {
      ...clip.text,
      pad: 'max',
      padId: 0,
      path: textFile,
      sha256: 'f6e9bd5742bfc515889e901634d8a2ff2a57fab8564e4ad3760e800b1a51b77c',
    },
    tokenizer: {
      path: 'tokenizer.json',
      sha256: '72ed5c96db5729294468543e4bc75fce14ca63f58e37300290189ba1c1e52b85',
    },
  },
  {
    name: 'marqo-fashion-siglip',
    title: 'Marqo FashionSigLIP',
    repository: 'Marqo/marqo-fashionSigLIP',
    revision: null,
    licence: 'Apache-2.0',
    family: 'siglip',
    dimension: 768,
    image: { ...siglip.image, path: visionFile, sha256: null },
    text: { ...siglip.text, path: textFile, sha256: null },
    tokenizer: { path: 'tokenizer.json', sha256: null },
  },
  {
    name: 'marqo-ecommerce-embeddings-b',
    title: 'Marqo Ecommerce Embeddings B',
    repository: 'Marqo/marqo-ecommerce-embeddings-B',
    revision: null,
    licence: 'Apache-2.0',
    family: 'siglip',
    dimension: 768,
    image: { ...siglip.image, path: visionFile, sha256: null },
    text: { ...siglip.text, path: textFile, sha256: null },
    tokenizer: { path: 'tokenizer.json', sha256: null },
  },
  {
    name: 'fashion-clip',
    title: 'FashionCLIP 2.0',
    repository: 'patrickjohncyh/fashion-clip',
    revision: '7e3ba62ce16b379a1ab479346b66f192e76f51b7',
    licence: 'MIT',
    family: 'clip',
    dimension: 512,
    // Published as one graph with both towers.
    image: {
      ...clip.image,
      path: 'onnx/model.onnx',
      sha256: 'dc4c724479e49d1da9598969125353113a341bd4fd5a1dbc7d528d3f1545bba9',
    },
    text: {
      ...clip.text,
      path: 'onnx/model.onnx',
      sha256: 'dc4c724479e49d1da9598969125353113a341bd4fd5a1dbc7d528d3f1545bba9',
    },
    tokenizer: { path: 'tokenizer.json', sha256: null },
  },
];
