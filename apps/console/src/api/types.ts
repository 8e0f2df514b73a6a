import type {
  AlignmentAnswer,
  CatalogueFacets,
  AttributionAnswer,
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
  PictureAttribution,
  Product,
  ProductCard,
  QueryNeuron,
  ReasonNeuron,
  RecommendationRequest,
  Result,
  TextAttribution,
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
export type Evidence = AttributionAnswer;
