import { sources, type Topic } from './topic.js';

/** How good the engine is. */
export const measuring: readonly Topic[] = [
  {
    name: 'retrieval',
    summary: 'how good the first results are',
    commands: [
      {
        name: 'evaluate',
        summary: 'ranking methods on real catalogues, with intervals',
        reads: 'retail, fashion and flipkart of the data folder',
        writes: 'docs/figures/quality.md',
        cost: '20 minutes, 2 GB',
        run: () => import('../retrieval/evaluate.js'),
      },
      {
        name: 'attributes',
        summary: 'attribute queries and "this, but in ..."',
        reads: sources.seed,
        writes: 'docs/figures/quality.md',
        cost: '3 minutes, 1 GB',
        run: () => import('../retrieval/attributes.js'),
      },
      {
        name: 'exclusion',
        summary: 'what it costs to keep neurons out of the ranking',
        reads: sources.seed,
        writes: 'docs/figures/exclusion.md',
        cost: '2 minutes, 1 GB',
        run: () => import('../retrieval/exclusion.js'),
      },
    ],
  },
  {
    name: 'encoder',
    summary: 'what the vectors are worth',
    commands: [
      {
        name: 'evaluate',
        summary: 'recall, classes and rewording of one model or several',
        reads: `${sources.encoder}, ${sources.seed}; fashion, clothing, grocery, objects, retail and ikea of the data folder`,
        writes: 'docs/figures/encoder.md',
        cost: '30 minutes, 2 GB; with --quick 10 minutes',
        run: () => import('../encoder/evaluate.js'),
      },
      {
        name: 'switch',
        summary: "another encoder takes the shipped one's place while customers ask, and back",
        reads: `two encoders, ${sources.seed}`,
        writes: 'docs/figures/encoder.md',
        cost: '5 minutes, 1 GB',
        run: () => import('../encoder/switch.js'),
      },
    ],
  },
  {
    name: 'neurons',
    summary: 'the dictionaries that explain a score',
    commands: [
      {
        name: 'fit',
        summary: 'fits a dictionary, names its units and writes it',
        reads: `${sources.encoder}; training splits of ${sources.labelled}, or with --catalogue the configured database`,
        writes: 'the "neurons" folder of the model, or --out; vectors in .cache',
        cost: '3 minutes, 2 GB; the first run encodes for an hour',
        run: () => import('../neurons/fit.js'),
      },
      {
        name: 'evaluate',
        summary: 'every gate of the trained dictionary, beside words, PCA and random directions',
        reads: `${sources.encoder} and its dictionary; held-out splits of ${sources.labelled}`,
        writes: 'docs/figures/neurons.md; vectors in .cache',
        cost: '20 minutes, 2 GB; the first run encodes for an hour',
        run: () => import('../neurons/evaluate.js'),
      },
      {
        name: 'names',
        summary: 'how right the names of the word dictionary are',
        reads: `${sources.encoder}; held-out splits of ${sources.labelled}`,
        writes:
          'libs/neurons/vocabulary (confidence.json, directions.bin), docs/figures/neurons.md; vectors in .cache',
        cost: '10 minutes, 2 GB',
        run: () => import('../neurons/words/evaluate.js'),
      },
    ],
  },
  {
    name: 'interaction',
    summary: 'dials, "this, but in ...", why-not and the dialogue',
    commands: [
      {
        name: 'evaluate',
        summary: 'what each of them is worth; --only for some',
        reads: `${sources.seed}; retail, fashion and objects of the data folder`,
        writes: 'docs/figures/interaction.md',
        cost: '10 minutes, 2 GB',
        run: () => import('../interaction/evaluate.js'),
      },
    ],
  },
  {
    name: 'alignment',
    summary: 'whether copy agrees with its picture',
    commands: [
      {
        name: 'evaluate',
        summary: 'copy with a wrong word, found by POST /v1/alignment',
        reads: `test splits of ${sources.labelled}`,
        writes: 'docs/figures/alignment.md',
        cost: '5 minutes, 1 GB',
        run: () => import('../alignment/evaluate.js'),
      },
    ],
  },
  {
    name: 'robustness',
    summary: 'what misleads the encoder',
    commands: [
      {
        name: 'evaluate',
        summary: 'words printed on pictures, and other backgrounds',
        reads: `${sources.encoder}; fashion of the data folder`,
        writes: 'docs/figures/dangers.md',
        cost: '10 minutes, 1 GB',
        run: () => import('../robustness/evaluate.js'),
      },
    ],
  },
  {
    name: 'judge',
    summary: 'answers for people to look at, and the count of what they found right',
    commands: [
      {
        name: 'retrieval',
        summary: 'the first five answers to 60 queries as contact sheets',
        reads: `${sources.seed}; retail and ikea of the data folder; tools/lab/judge/retrieval-judgements.jsonl`,
        writes: '.cache/look, docs/figures/quality.md',
        cost: '3 minutes, 1 GB',
        run: () => import('../judge/retrieval.js'),
      },
      {
        name: 'neurons',
        summary: 'forty multimodal units as contact sheets',
        reads: `${sources.encoder} and its dictionary; held-out splits of ${sources.labelled}; tools/lab/judge/neuron-judgements.jsonl`,
        writes: '.cache/look-neurons, docs/figures/neurons.md',
        cost: '10 minutes, 2 GB; the first run encodes for an hour',
        run: () => import('../judge/neurons.js'),
      },
      {
        name: 'sentences',
        summary: 'what shoppers are told about first results, by both dictionaries',
        reads: `${sources.seed}; tools/lab/judge/sentence-judgements.jsonl`,
        writes: 'docs/figures/neurons.md',
        cost: '2 minutes, 1 GB',
        run: () => import('../judge/sentences.js'),
      },
    ],
  },
];
