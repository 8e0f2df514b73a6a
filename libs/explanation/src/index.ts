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
export type { CodedComponent, QueryComponent, QuerySource } from './decompose/query-component.js';
export { isSpeakable, isDisclosed, speakableNeurons, disclosedName } from './disclosure.js';
export { cellMap } from './attribution/cell-map.js';
export { ServingAttribution } from './attribution/attribution.js';
export { wordEffects } from './attribution/words.js';
export { CodedAtoms } from './reasons/coded-atoms.js';
export {
  activationOf,
  explainProduct,
  leastShare,
  saysName,
  type CodedAtom,
  type ExplainedProduct,
  type Reason,
  type ActiveIn,
} from './reasons/reasons.js';
export { leastExplained, mostNamed, namedReasons, predicate, shopperSentence } from './reasons/sentence.js';
export {
  shownContribution,
  shownNeuron,
  shownReason,
  sumOf,
  type ShownContribution,
} from './shown-neurons.js';
