import { readVocabulary, termKey, type Term, WordDictionary } from '#neurons';
import { claimBars, type AlignmentAnswer, type ClaimedFacet } from '#alignment';
import { request } from 'undici';
import { crc32 } from 'node:zlib';
import { labelledSets } from '../data/labelled-sets.js';
import { Labels } from '../data/labels.js';
import type { EvalCatalogue } from '../data/catalogue.js';

export const facets = Object.keys(claimBars) as ClaimedFacet[];

/** A picture with what is written of it, both of a product that no training saw. */
export interface Copy {
  readonly id: string;
  readonly source: string;
  readonly picture: Buffer;
  readonly text: string;
  /** Keys of the terms that hold for the product. */
  readonly truths: ReadonlySet<string>;
  /** The terms that the text mentions, by facet. */
  readonly claims: ReadonlyMap<ClaimedFacet, readonly Mention[]>;
}

export interface Mention {
  readonly words: string;
  readonly term: Term;
}

export type Split = 'validation' | 'test';

const fashionBuckets = { validation: 11, test: 13 } as const;
/** Of the seed catalogue and of unseen renders every other product is for validation. */
const halves = { validation: 0, test: 1 } as const;

/** Titles of photographs of fashion and of the seed catalogue, and captions of unseen renders. */
export async function copies(split: Split): Promise<Copy[]> {
  const terms = await readVocabulary();
  const reader = termReader(terms);
  const found: Copy[] = [];
  for (const { name, products } of await labelledSets(new Labels(terms)))
    for (const { id, picture, text, truths } of products) {
      const written = isOf(name, id, text, split) ? textOf(name, text, truths) : undefined;
      if (!picture || written === undefined) continue;
      found.push({
        id: `${name}-${id.replace(/\W+/g, '-')}`,
        source: name,
        picture: Buffer.from(picture),
        text: written,
        truths: new Set(truths),
        claims: reader(written),
      });
    }
  return found;
}

function isOf(source: string, id: string, text: string | undefined, split: Split): boolean {
  if (source === 'fashion')
    return crc32(Buffer.from((text ?? '').toLowerCase())) % 20 === fashionBuckets[split];
  // A product's further pictures have its id and a number.
  return crc32(Buffer.from(id.replace(/ \d+$/, ''))) % 2 === halves[split];
}

function textOf(source: string, text: string | undefined, truths: readonly string[]): string | undefined {
  if (source === 'fashion') return text;
  if (source === 'seed') return text?.split('. ')[0];
  return source === 'renders' ? caption(truths) : undefined;
}

/** "striped red mug made of wood", from what was drawn. */
function caption(truths: readonly string[]): string | undefined {
  const of = (facet: ClaimedFacet): string | undefined =>
    truths.find((key) => key.startsWith(`${facet}/`))?.slice(facet.length + 1);
  const kind = of('category');
  const material = of('material');
  if (kind === undefined) return undefined;
  const before = [of('pattern'), of('colour'), kind].filter((word) => word !== undefined).join(' ');
  return material === undefined ? before : `${before} made of ${material}`;
}

/** Finds terms as the engine does: a dictionary without directions reads words. */
function termReader(terms: readonly Term[]): (text: string) => Map<ClaimedFacet, Mention[]> {
  const words = new WordDictionary('words', terms, [], undefined);
  return (text) => {
    const claims = new Map<ClaimedFacet, Mention[]>();
    for (const { words: written, neuron } of words.termsIn(text)) {
      const term = terms[neuron];
      const facet = facets.find((each) => each === term?.facet);
      if (term && facet) claims.set(facet, [...(claims.get(facet) ?? []), { words: written, term }]);
    }
    return claims;
  };
}

/** The facets in which the text makes one claim, and it is true. */
export function trueClaims({ claims, truths }: Copy): { facet: ClaimedFacet; mention: Mention }[] {
  return [...claims].flatMap(([facet, [mention, ...others]]) =>
    mention && others.length === 0 && truths.has(termKey(mention.term)) ? { facet, mention } : [],
  );
}

/** A catalogue of the copies as they are: the engine compares with its pairs. */
export function catalogueOf(all: readonly Copy[]): Pick<EvalCatalogue, 'products' | 'pictures'> {
  return {
    products: all.map(({ id, text }) => ({ id, title: text, pictures: [`${id}.img`] })),
    pictures: new Map(all.map(({ id, picture }) => [`${id}.img`, picture])),
  };
}

/** What the engine answers a merchant about this picture with this text. */
export async function aligned(
  url: string,
  picture: Buffer,
  text: string,
): Promise<AlignmentAnswer['pairs'][number]> {
  const answer = await request(`${url}/v1/alignment`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ pictures: [picture.toString('base64')], texts: [text] }),
  });
  const body = await answer.body.text();
  if (answer.statusCode !== 200) throw new Error(`${answer.statusCode}: ${body}`);
  const [pair] = (JSON.parse(body) as AlignmentAnswer).pairs;
  if (!pair) throw new Error('no pair was answered');
  return pair;
}
