export { AtomCodes, NeuronDictionary, type Code, type Facet, type Neuron } from './dictionary.js';
