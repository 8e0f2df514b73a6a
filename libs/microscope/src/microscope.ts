import { LRUCache } from 'lru-cache';
import type { Products } from '#catalogue';
import { dot, type Modality, type Embedder } from '#encoder';
import { activationOf, wordEffects } from '#explanation';
import {
  knownNeuron,
  shownNeuron,
  type AtomCodes,
  type CorrectedDictionary,
  type CorrectedNeurons,
  type NeuronFigures,
} from '#neurons';
import type { ChannelIndex } from '#search-index';
import type { MarkedSample, Sample, StatisticsAnswer } from './contract.js';
import { figuresOf } from './figures.js';
import { firingPairs } from './firing-pairs.js';
import { KnownQueries } from './known-queries.js';
import { neighbours, type Neighbour } from './neighbours.js';
import { pairTest } from './pair-test.js';
import { deciles, histogram } from './spread.js';
import { shownProduct, ShownSamples } from './shown-samples.js';
import type { Firing, Survey } from './survey.js';
import { Surveyor } from './surveyor.js';
import { topOfChannel, topProducts } from './top.js';

const shownProducts = 12;
/** Each is encoded once a word. */
const shownTexts = 5;
const samplesOfDecile = { image: 8, text: 4 } as const;
const bins = 20;
const shownNeighbours = 8;
const shownQueries = 8;
/** About 40 kB each. */
const keptNeurons = 500;

/** What a microscope looks with: all of one encoder. */
export interface MicroscopeDependencies {
  readonly encoder: Embedder;
  readonly index: ChannelIndex;
  readonly neurons: CorrectedNeurons;
  readonly codes: AtomCodes;
}

/** All but names, which people may correct at any time. */
type Measured = Omit<StatisticsAnswer, 'neighbours'> & {
  readonly neighbours: Readonly<Record<Modality, readonly Neighbour[]>>;
};

/** What one encoder's neurons do in the catalogue. */
export class Microscope {
  private readonly surveyor: Surveyor;
  private readonly known: KnownQueries;
  /** Of the latest survey. */
  private kept: { readonly survey: Survey; readonly figures: readonly NeuronFigures[] } | undefined;
  private readonly measured = new LRUCache<string, Promise<Measured>>({ max: keptNeurons });

  constructor(
    private readonly parts: MicroscopeDependencies,
    private readonly products: Products,
  ) {
    const { index, codes, neurons, encoder } = parts;
    this.surveyor = new Surveyor(index, products, codes, neurons.measured.size);
    this.known = new KnownQueries(encoder, neurons.measured);
  }

  /** Of each neuron, by number. */
  async figures(): Promise<readonly NeuronFigures[]> {
    const survey = await this.surveyor.survey();
    return this.figuresOf(survey);
  }

  /** @throws {ProblemError} 404 for a number that no neuron has. */
  async statistics(neuron: number, language: string | undefined): Promise<StatisticsAnswer> {
    const dictionary = await this.parts.neurons.latest(language);
    knownNeuron(dictionary, neuron);
    const survey = await this.surveyor.survey();
    const key = `${neuron} ${survey.at.getTime()}`;
    let measuring = this.measured.get(key);
    if (!measuring) {
      measuring = this.measure(survey, neuron);
      this.measured.set(key, measuring);
      measuring.catch(() => this.measured.delete(key));
    }
    const found = await measuring;
    return {
      ...found,
      neighbours: {
        image: named(dictionary, found.neighbours.image),
        text: named(dictionary, found.neighbours.text),
      },
    };
  }

  private figuresOf(survey: Survey): readonly NeuronFigures[] {
    if (this.kept?.survey !== survey) this.kept = { survey, figures: figuresOf(survey) };
    return this.kept.figures;
  }

  private async measure(survey: Survey, neuron: number): Promise<Measured> {
    const { encoder, index, neurons } = this.parts;
    const { measured } = neurons;
    const image = survey.strongest(neuron, 'image');
    const text = survey.strongest(neuron, 'text');
    const figures = this.figuresOf(survey)[neuron] ?? { either: 0, both: 0 };
    const spread = {
      image: deciles(image, samplesOfDecile.image),
      text: deciles(text, samplesOfDecile.text),
    };
    const descriptions = topOfChannel(survey, text, 'description', shownTexts);
    const reviews = topOfChannel(survey, text, 'reviews', shownTexts);
    const best = topProducts(survey, image, text, shownProducts);
    const shown = await ShownSamples.of(survey, this.products, [
      ...descriptions,
      ...reviews,
      ...best.flatMap((product) => product.image ?? []),
      ...[...spread.image, ...spread.text].flatMap(({ samples }) => samples),
    ]);
    const firing = (modality: Modality, firings: readonly Firing[]): Measured['image'] => ({
      atoms: survey.counts[modality],
      fires: firings.length,
      share: survey.counts[modality] === 0 ? 0 : firings.length / survey.counts[modality],
      bins: histogram(firings, bins),
      deciles: spread[modality].map((decile) => ({
        ...decile,
        samples: decile.samples.flatMap((sample) => shown.one(sample)),
      })),
    });
    return {
      dictionary: measured.id,
      model: encoder.model,
      generation: index.generation,
      neuron,
      catalogue: {
        products: Math.max(index.size, survey.products.length),
        sampled: survey.products.length,
        measuredAt: survey.at.toISOString(),
      },
      image: firing('image', image),
      text: firing('text', text),
      agreement: {
        either: figures.either,
        both: figures.both,
        share: figures.either === 0 ? null : figures.both / figures.either,
      },
      multimodal: pairTest(firingPairs(survey, neuron)),
      top: {
        products: best.flatMap(({ product, ...strongest }) => {
          const listing = survey.products[product];
          if (!listing) return [];
          const picture = strongest.image && shown.one(strongest.image)[0]?.product.picture;
          return [
            {
              ...shownProduct(listing),
              ...(picture ? { picture } : {}),
              image: strongest.image?.activation ?? 0,
              text: strongest.text?.activation ?? 0,
            },
          ];
        }),
        descriptions: await this.marked(
          neuron,
          descriptions.flatMap((one) => shown.one(one)),
        ),
        reviews: await this.marked(
          neuron,
          reviews.flatMap((one) => shown.one(one)),
        ),
      },
      neighbours: {
        image: neighbours(measured, neuron, 'image', shownNeighbours),
        text: neighbours(measured, neuron, 'text', shownNeighbours),
      },
      ownCosine: dot(measured.direction(neuron, 'image'), measured.direction(neuron, 'text')),
      queries: await this.queries(survey, neuron),
    };
  }

  /** With the words that carry the neuron, exactly: by leaving each out. */
  private async marked(neuron: number, samples: readonly Sample[]): Promise<MarkedSample[]> {
    const { encoder, neurons } = this.parts;
    const direction = neurons.measured.direction(neuron, 'text');
    const marked: MarkedSample[] = [];
    for (const sample of samples) {
      const { contextLength } = encoder.manifest.text;
      const { words } = await wordEffects(sample.text ?? '', direction, contextLength, (texts) =>
        encoder.texts(texts),
      );
      marked.push({ ...sample, words });
    }
    return marked;
  }

  private async queries(survey: Survey, neuron: number): Promise<StatisticsAnswer['queries']> {
    return (await this.known.coded(survey.products))
      .map(({ text, from, code }) => ({ text, from, activation: activationOf(code, neuron) }))
      .filter(({ activation }) => activation > 0)
      .sort((a, b) => b.activation - a.activation || (a.text < b.text ? -1 : 1))
      .slice(0, shownQueries);
  }
}

function named(
  dictionary: CorrectedDictionary,
  found: readonly Neighbour[],
): StatisticsAnswer['neighbours']['image'] {
  return found.map(({ neuron, cosine }) => ({ neuron: shownNeuron(dictionary, neuron), cosine }));
}
