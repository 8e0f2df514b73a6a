export { ExplanationModule } from './explanation.module.js';
export {
  explainLevels,
  neuronContributionSchema,
  perChannel,
  reasonNeuronSchema,
  unnamedSchema,
  type ExplainLevel,
} from './contract.js';
export { AskedQuery, type CodedQuery } from './decompose/asked-query.js';
export {
  assertIdentity,
  channelScores,
  decompose,
  identityTolerance,
  sumChannels,
  type ByChannel,
  type Contribution,
  type Decomposition,
} from './decompose/decompose.js';
export type { CodedPart, QueryPart, QuerySource } from './decompose/query-part.js';
export { isSpeakable, isTold, speakableNeurons, toldName } from './disclosure.js';
export { cellMap } from './evidence/cell-map.js';
export { ServingEvidence } from './evidence/evidence.js';
export { wordEffects } from './evidence/words.js';
export { CodedAtoms } from './reasons/coded-atoms.js';
export {
  activationOf,
  explainProduct,
  leastShare,
  saysName,
  type CodedAtom,
  type ExplainedProduct,
  type Reason,
  type Seen,
} from './reasons/reasons.js';
export { leastExplained, mostNamed, namedReasons, predicate, shopperSentence } from './reasons/sentence.js';
export {
  shownContribution,
  shownNeuron,
  shownReason,
  sumOf,
  type ShownContribution,
} from './shown-neurons.js';
