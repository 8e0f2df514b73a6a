import type { Embedder } from '#encoder';
import type { Product } from '#catalogue';
import type { QueryComponent } from '#explanation';
import type { ChannelVectors } from '#search-index';
import type { FacetSubstitution } from './facet-substitution.js';

/** How much each kind of part counts where the request does not say. */
export const defaultComponentWeights = { text: 1, image: 1, like: 0.6, unlike: 0.4 } as const;
/** A term that the words deny counts, with their weight, as much as a product that is not liked. */
const denialWeight = defaultComponentWeights.unlike;

export interface ComponentWeights {
  readonly text?: number | undefined;
  readonly image?: number | undefined;
  readonly like?: number | undefined;
  readonly unlike?: number | undefined;
}

/** A product that the customer liked or not, with what is known of it. */
export interface JudgedProduct {
  readonly product: Product;
  readonly vectors: ChannelVectors;
}

export interface QueryInput {
  /** Without what it denies. */
  readonly text: string | undefined;
  /** The names that the text says (WordDictionary.namesIn). */
  readonly said: ReadonlySet<string>;
  /** Centred vectors of the terms that the words deny. */
  readonly denied: readonly Float32Array[];
  readonly picture: Uint8Array | undefined;
  readonly like: readonly JudgedProduct[];
  readonly unlike: readonly JudgedProduct[];
  readonly weights: ComponentWeights;
}

/**
 * Reads the words and the picture into weighted centred vectors. Where the words name another value of a
 * facet ("in blue"), the picture's own is taken out of its vector.
 */
export async function queryComponents(
  input: QueryInput,
  encoder: Embedder,
  substitution: FacetSubstitution,
): Promise<QueryComponent[]> {
  const weights = { ...defaultComponentWeights, ...definedOnly(input.weights) };
  const [text, picture] = await Promise.all([
    input.text === undefined ? undefined : encoder.text(input.text),
    input.picture === undefined ? undefined : encoder.picture(input.picture),
  ]);
  const components: QueryComponent[] = [];
  if (text)
    components.push({
      source: 'text',
      modality: 'text',
      weight: weights.text,
      vector: text,
      said: input.said,
    });
  for (const vector of input.denied)
    components.push({ source: 'denied', modality: 'text', weight: -denialWeight * weights.text, vector });
  if (picture) {
    const vector = text && weights.text > 0 ? substitution.apply(picture, text) : picture;
    components.push({ source: 'image', modality: 'image', weight: weights.image, vector });
  }
  components.push(...judgedComponents('like', input.like, weights.like));
  components.push(...judgedComponents('unlike', input.unlike, -weights.unlike));
  const total = components.reduce((sum, part) => sum + Math.max(0, part.weight), 0) || 1;
  return components
    .filter((part) => part.weight !== 0)
    .map((part) => ({ ...part, weight: part.weight / total }));
}

/** A judged product speaks through its picture and its words, each a part of its own modality. */
function judgedComponents(
  source: 'like' | 'unlike',
  judged: readonly JudgedProduct[],
  weight: number,
): QueryComponent[] {
  return judged.flatMap(({ vectors }) => {
    const spoken = [
      { modality: 'image' as const, vector: vectors.image },
      { modality: 'text' as const, vector: vectors.description },
    ].filter(
      (part): part is { modality: 'image' | 'text'; vector: Float32Array } => part.vector !== undefined,
    );
    return spoken.map((part) => ({ source, ...part, weight: weight / (judged.length * spoken.length) }));
  });
}

function definedOnly<T extends object>(values: T): Partial<{ [K in keyof T]: NonNullable<T[K]> }> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<{
    [K in keyof T]: NonNullable<T[K]>;
  }>;
}
