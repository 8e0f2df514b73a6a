export {
  assertIdentity,
  decompose,
  identityTolerance,
  prepareQuery,
  sumChannels,
  type ByChannel,
  type Contribution,
  type Decomposition,
  type PreparedQuery,
  type QueryPart,
  type QuerySource,
} from './decompose.js';
export { AtomCodes, NeuronDictionary, type Code, type Facet, type Neuron } from './dictionary.js';
export {
  activationOf,
  explainProduct,
  leastShare,
  type CodedAtom,
  type ExplainedProduct,
  type Reason,
  type Seen,
} from './reasons.js';
export { leastExplained, mostNamed, namedReasons, namingBar, shopperSentence } from './sentence.js';
