export { CorrectedDictionary } from './corrections/corrected-dictionary.js';
export type { Setting } from './corrections/change.js';
export { CorrectedNeurons } from './corrections/corrected-neurons.js';
export { languageTag } from './corrections/language.js';
export { Dictionaries, type OpenDictionary } from './dictionaries.js';
export {
  AtomCodes,
  leastActive,
  namingBar,
  NeuronDictionary,
  type Code,
  type Facet,
  type NameSupport,
  type Neuron,
  type NameDetection,
  type Witness,
} from './dictionary.js';
export { neuronId, neuronSchema, shownNeuronSchema } from './contract.js';
export { knownNeuron, shownNeuron } from './neuron-page.js';
export { defaultFit, type FitProgress } from './fit/fitter.js';
export { fitInThread, type FitOptions } from './fit/fit-in-thread.js';
export {
  catalogueProducts,
  FitCatalogue,
  pairsToFit,
  type CatalogueProduct,
} from './versions/catalogue-products.js';
export { carryCorrections, type CarriedCorrections } from './versions/carry-corrections.js';
export { forgetCodes } from './versions/forget-codes.js';
export { DictionaryFit } from './versions/dictionary-fit.js';
export { fitOnCatalogue, fitSettings, wordsFor, type FitOnCatalogue } from './versions/fit-on-catalogue.js';
export { DictionaryVersions, type RequestedFit, type Version } from './versions/version.js';
export { DictionaryRow } from './versions/dictionary-row.js';
export { VersionTable } from './versions/version-table.js';
export { initialParameters, type FitSettings, type Pairs, type Parameters } from './fit/parameters.js';
export {
  codePairs,
  explained,
  liveShare,
  type CodedVectors,
  type Coder,
  type Pair,
} from './gates/explained.js';
export { type JudgedGate } from './gates/judge.js';
export { unitAgreements, type CodedPair } from './gates/multimodal.js';
export { chanceRight, detectionOf } from './naming/detection.js';
export { MentionedTerms, nameForm } from './words/mentioned-terms.js';
export { anchoredTerms } from './naming/anchored-terms.js';
export { nameUnits, type CodedProduct, type UnitName } from './naming/name-units.js';
export {
  dictionaryFiles,
  readDictionaryFolder,
  trainedDictionary,
  writeDictionaryFiles,
  writeDictionaryFolder,
  type DictionaryManifest,
  type Names,
} from './trained/dictionary-folder.js';
export { packWeights, trainedId, unpackWeights } from './trained/dictionary-weights.js';
export { TrainedDictionary } from './trained/trained-dictionary.js';
export { NeuronsModule } from './neurons.module.js';
export { ServingNeurons, type NeuronFigures } from './serving-neurons.js';
export {
  confidenceOf,
  measuredKey,
  readConfidences,
  termKey,
  type Confidences,
  type Detection,
  type Measured,
} from './words/confidence.js';
export { SparseCoder, type SparsenessLimits } from './words/sparse-coder.js';
export {
  facetSchema,
  facets,
  phrasesOf,
  readVocabulary,
  shippedFile,
  type Term,
} from './words/vocabulary.js';
export { writeShippedDirections } from './words/shipped-directions.js';
export { directionsKey, WordDictionary, wordDirections, wordLimits } from './words/word-dictionary.js';
export { wordsToAnchor } from './words/words-to-anchor.js';
