import type { paths } from '../api-schema';

type Json<T> = T extends { content: { 'application/json': infer Body } } ? Body : never;
type RequestOf<P extends keyof paths> = paths[P] extends { post: { requestBody?: infer Body } }
  ? Json<NonNullable<Body>>
  : never;
type PostAnswer<P extends keyof paths> = paths[P] extends { post: { responses: { 200: infer Body } } }
  ? Json<Body>
  : never;
type GetAnswer<P extends keyof paths> = paths[P] extends { get: { responses: { 200: infer Body } } }
  ? Json<Body>
  : never;

export type RecommendationRequest = RequestOf<'/v1/recommendations'>;
export type Slate = PostAnswer<'/v1/recommendations'>;
export type Match = Slate['match'];
export type Result = Slate['results'][number];
export type ProductCard = Result['product'];
export type QueryNeuron = Slate['query']['neurons'][number];
export type ResultNeuron = NonNullable<Result['neurons']>[number];
export type ReasonNeuron = NonNullable<Result['reason']>['neurons'][number];
export type Availability = ProductCard['availability'];
export type Facet = NonNullable<QueryNeuron['facet']>;
/** What every neuron has wherever it appears. */
export type NeuronName = Pick<QueryNeuron, 'id' | 'name' | 'facet' | 'confidence'>;

export type Product = GetAnswer<'/v1/catalogue/products/{id}'>;
export type ShopFacets = GetAnswer<'/v1/catalogue/facets'>;
export type Alignment = PostAnswer<'/v1/alignment'>;
export type AlignmentPair = Alignment['pairs'][number];
export type Upload = GetAnswer<'/v1/catalogue/uploads/{id}'>;
export type UploadAccepted =
  paths['/v1/catalogue/uploads']['post']['responses'][202]['content']['application/json'];
export type RowError = GetAnswer<'/v1/catalogue/uploads/{id}/errors'>['errors'][number];
export type Evidence = GetAnswer<'/v1/explanations/evidence'>;
export type PictureEvidence = Evidence['pictures'][number];
export type TextEvidence = Evidence['descriptions'][number];
