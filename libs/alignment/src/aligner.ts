import { shownNeuron } from '#explanation';
import type { Products } from '#catalogue';
import { dot, type Embedder, type VectorStore } from '#encoder';
import { leastActive, type Code, type CorrectedNeurons, type NeuronDictionary } from '#neurons';
import { deviation, ProblemError } from '#platform';
import type { ChannelIndex } from '#search-index';
import type { Claims } from './claims.js';
import type { AlignmentAnswer, PictureReport } from './contract.js';
import {
  pairBackground,
  percentile,
  verdictOf,
  type DescribedProduct,
  type PairBackground,
} from './pair-background.js';
import { reportOf } from './picture-report.js';

const sampleSize = 400;
/** Fewer true pairs than this give percentiles that mean nothing. */
const leastTruePairs = 50;

type Pair = AlignmentAnswer['pairs'][number];
type ShownNeuron = Pair['textOnly'][number];

/** Does this picture say what this text says, measured against this catalogue's own pairs? */
export class Aligner {
  private background: { readonly seq: bigint; readonly pairs: Promise<PairBackground> } | undefined;

  constructor(
    private readonly encoder: Embedder,
    private readonly vectors: VectorStore,
    private readonly index: ChannelIndex,
    private readonly neurons: CorrectedNeurons,
    private readonly claims: Claims,
    private readonly products: Products,
  ) {}

  /**
   * @param language of the names of neurons (BCP 47)
   * @throws {UnreadablePicture} for a picture that can't be decoded, with its place;
   * {@link ProblemError} 409 when the catalogue has too few pairs to compare with.
   */
  async align(
    pictures: readonly Uint8Array[],
    texts: readonly string[],
    language?: string,
  ): Promise<AlignmentAnswer> {
    const background = await this.currentBackground();
    if (background.truePairs.length < leastTruePairs) {
      throw new ProblemError(
        409,
        'catalogue-too-small',
        `Alignment is told against this catalogue's own pairs; it has ${background.truePairs.length} and needs ${leastTruePairs}.`,
      );
    }
    const [dictionary, pictureVectors, textVectors] = await Promise.all([
      this.neurons.latest(language),
      this.encoder.pictures(pictures),
      this.encoder.texts(texts),
    ]);
    const reports: PictureReport[] = [];
    // One after another: other requests are answered between two pictures.
    for (const picture of pictures) reports.push(await reportOf(picture));
    const spread = deviation(background.shuffledPairs);
    const claims = await Promise.all(texts.map((text) => this.claims.judge(text, pictureVectors, spread)));
    const onPictures = pictureVectors.map((vector) => fired(dictionary, dictionary.code(vector, 'image')));
    const onTexts = textVectors.map((vector) => fired(dictionary, dictionary.code(vector, 'text')));
    const pairs = pictureVectors.flatMap((picture, pictureAt) =>
      textVectors.map((text, textAt) => ({
        picture: pictureAt,
        text: textAt,
        ...this.compare(dot(picture, text), background),
        claims: [...(claims[textAt]?.[pictureAt] ?? [])],
        ...sides(onPictures[pictureAt] ?? new Map(), onTexts[textAt] ?? new Map()),
      })),
    );
    return {
      generation: this.index.generation,
      model: this.encoder.model,
      dictionary: dictionary.id,
      calibration: { truePairs: background.truePairs.length, shuffledPairs: background.shuffledPairs.length },
      pictures: reports,
      pairs,
    };
  }

  private compare(
    similarity: number,
    background: PairBackground,
  ): Pick<Pair, 'similarity' | 'percentileAmongTrue' | 'percentileAmongShuffled' | 'verdict'> {
    const percentileAmongTrue = percentile(background.truePairs, similarity);
    const percentileAmongShuffled = percentile(background.shuffledPairs, similarity);
    return {
      similarity,
      percentileAmongTrue,
      percentileAmongShuffled,
      verdict: verdictOf(percentileAmongTrue, percentileAmongShuffled),
    };
  }

  /** Made anew when the catalogue has changed since. */
  private currentBackground(): Promise<PairBackground> {
    const seq = this.index.appliedSeq;
    if (this.background?.seq !== seq) {
      const pairs = this.measureBackground();
      this.background = { seq, pairs };
      pairs.catch(() => (this.background = undefined));
    }
    return this.background.pairs;
  }

  private async measureBackground(): Promise<PairBackground> {
    const products = this.index.sample(sampleSize).flatMap((ordinal) => this.products.listing(ordinal) ?? []);
    const families = new Map(products.map((product) => [product.id, product.variantOf ?? product.id]));
    const atoms = await this.products.atoms([...families.keys()]);
    const pictures = atoms.filter((atom) => atom.channel === 'image');
    const passages = atoms.filter((atom) => atom.channel === 'description' && atom.position === 0);
    const [pictureVectors, textVectors] = await Promise.all([
      this.vectors.get(
        'image',
        pictures.map((atom) => atom.contentHash),
      ),
      this.vectors.get(
        'text',
        passages.map((atom) => atom.contentHash),
      ),
    ]);
    const described: DescribedProduct[] = passages.flatMap((passage) => {
      const text = textVectors.get(passage.contentHash);
      const own = pictures.filter((picture) => picture.productId === passage.productId);
      const vectors = own.flatMap((picture) => pictureVectors.get(picture.contentHash) ?? []);
      return text && vectors.length > 0
        ? [{ family: families.get(passage.productId) ?? '', text, pictures: vectors }]
        : [];
    });
    return pairBackground(described, dot);
  }
}

/** What fires on one side alone counts only from .15 on: weaker firings are spurious ("sunglasses" for a mug). */
function sides(
  onPicture: ReadonlyMap<number, ShownNeuron>,
  onText: ReadonlyMap<number, ShownNeuron>,
): Pick<Pair, 'shared' | 'pictureOnly' | 'textOnly'> {
  return {
    shared: [...onText.values()].flatMap((neuron) => {
      const other = onPicture.get(neuron.id);
      return other && (isActive(neuron) || isActive(other))
        ? [{ ...neuron, pictureActivation: other.activation }]
        : [];
    }),
    pictureOnly: [...onPicture.values()].filter((neuron) => isActive(neuron) && !onText.has(neuron.id)),
    textOnly: [...onText.values()].filter((neuron) => isActive(neuron) && !onPicture.has(neuron.id)),
  };
}

function isActive({ activation }: ShownNeuron): boolean {
  return activation >= leastActive;
}

/** The neurons of a code, the strongest first, with the names that a merchant may read. */
function fired(dictionary: NeuronDictionary, code: Code): Map<number, ShownNeuron> {
  const shown = dictionary.shownCode(code);
  const neurons = Array.from(shown.neurons, (id, at) => {
    const { name, facet, confidence } = shownNeuron(dictionary.neuron(id), 'merchant');
    return { id, name, facet, confidence, activation: shown.activations[at] ?? 0 };
  });
  return new Map(neurons.sort((a, b) => b.activation - a.activation).map((neuron) => [neuron.id, neuron]));
}
