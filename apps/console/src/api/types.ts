import type {
  AlignmentAnswer,
  CatalogueFacets,
  EvidenceAnswer,
  Neuron,
  NeuronContribution,
  ProductCard,
  RecommendationAnswer,
  RowReports,
  UploadProgress,
} from '../api-schema';

export type {
  AlignmentPair,
  Facet,
  PictureEvidence,
  Product,
  ProductCard,
  QueryNeuron,
  ReasonNeuron,
  RecommendationRequest,
  Result,
  TextEvidence,
  UploadAccepted,
} from '../api-schema';

export type Slate = RecommendationAnswer;
export type Match = Slate['match'];
export type ResultNeuron = NeuronContribution;
export type Availability = ProductCard['availability'];
/** What every neuron has wherever it appears. */
export type NeuronName = Neuron;

export type ShopFacets = CatalogueFacets;
export type Alignment = AlignmentAnswer;
export type Upload = UploadProgress;
export type RowError = RowReports['errors'][number];
export type Evidence = EvidenceAnswer;
