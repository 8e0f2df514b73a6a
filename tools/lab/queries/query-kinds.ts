import { seededRandom } from '#platform';
import { crc32 } from 'node:zlib';
import { idsByGroup, type EvalCatalogue, type GroupText } from '../data/catalogue.js';
import { crop } from './crop.js';
import { paraphrasedDescription } from './paraphrase.js';
import { sampled } from '../statistics/sampled.js';
import { WordNet } from './wordnet.js';

/** What is asked, and which products answer it. */
export interface EvalQuery {
  readonly text?: string;
  readonly picture?: Uint8Array;
  readonly right: ReadonlySet<string>;
  /** A product that is struck from every answer before it is judged. */
  readonly without?: string;
}

export type QueryKindName =
  'title' | 'attributes' | 'review' | 'paraphrase' | 'shopper' | 'crop' | 'crop, itself taken out';

export interface QueryKind {
  readonly name: QueryKindName;
  readonly about: string;
  /** Whether hybrid is compared with full text alone, query by query. */
  readonly againstWords?: boolean;
  build(catalogue: EvalCatalogue, random: () => number): Promise<EvalQuery[]> | EvalQuery[];
}

const mostQueries = 500;
/** A phrase that fits more of the catalogue than this asks for nothing in particular. */
const broadest = 0.1;
const leastSentenceWords = 5;

/** A query kind is one more row. */
export const queryKinds: readonly QueryKind[] = [
  {
    name: 'title',
    about: 'the words of a title',
    build: (catalogue, random) => sampled(titleQueries(catalogue), mostQueries, random),
  },
  {
    name: 'attributes',
    about:
      'a phrase made of structured attributes ("blue tees for women"); right are all products that have them all, at most a tenth of the catalogue. The attributes are also in the products\' text',
    build: (catalogue, random) => sampled(phraseQueries(catalogue), mostQueries, random),
  },
  {
    name: 'review',
    about:
      'the longest sentence of a review of the product; one review of each product that has several was taken out of the catalogue for this, from all its colours',
    againstWords: true,
    build: (catalogue) =>
      groupQueries(
        catalogue,
        catalogue.heldOutReviews.map(({ group, text }) => ({ group, text: longestSentence(text) })),
      ),
  },
  {
    name: 'paraphrase',
    about:
      "the description in other words, made by rule: function words, brand and model names and the shop's standing phrases left out, sentences in reverse order, each further word with probability 1/2 changed to a WordNet synonym or dropped",
    againstWords: true,
    build: (catalogue, random) =>
      sampled(groupQueries(catalogue, paraphrasedGroups(catalogue)), mostQueries, random),
  },
  {
    name: 'shopper',
    about:
      "the description in a shopper's words, written by hand from the text alone before any answer was seen (`tools/lab/queries/written`)",
    againstWords: true,
    build: (catalogue) => groupQueries(catalogue, catalogue.shopperTexts),
  },
  {
    name: 'crop',
    about:
      'a piece of 60 to 70 % of a picture, encoded anew. The gallery holds the uncropped picture, so this measures finding a picture again',
    build: (catalogue, random) => cropQueries(catalogue, random, false),
  },
  {
    name: 'crop, itself taken out',
    about:
      'the same piece, while the product that it was cut from is struck from the answers: right are only the other products of its group (other colours; other pictures under the same title)',
    build: (catalogue, random) => cropQueries(catalogue, random, true),
  },
];

function titleQueries(catalogue: EvalCatalogue): EvalQuery[] {
  const groups = idsByGroup(catalogue);
  const queries = new Map<string, Set<string>>();
  for (const [id, title] of catalogue.titles) {
    const right = queries.get(title) ?? new Set();
    for (const same of groups.get(catalogue.groups.get(id) ?? id) ?? []) right.add(same);
    queries.set(title, right);
  }
  return [...queries].map(([text, right]) => ({ text, right }));
}

/** Every phrase that the catalogue's facts can fill, with all products that fit it. */
export function phraseQueries(catalogue: Pick<EvalCatalogue, 'products' | 'facts' | 'phrases'>): EvalQuery[] {
  const queries = new Map<string, Set<string>>();
  for (const [id, facts] of catalogue.facts)
    for (const phrase of catalogue.phrases)
      for (const text of filled(phrase, facts)) queries.set(text, (queries.get(text) ?? new Set()).add(id));
  const most = catalogue.products.length * broadest;
  return [...queries].filter(([, right]) => right.size <= most).map(([text, right]) => ({ text, right }));
}

/** The phrase with every combination of values in its places; nothing where a value is missing. */
function filled(phrase: string, facts: Readonly<Record<string, readonly string[]>>): string[] {
  const place = /\{(\w+)\}/.exec(phrase);
  if (!place) return [phrase];
  return (facts[place[1]!] ?? []).flatMap((value) => filled(phrase.replace(place[0], value), facts));
}

/** The texts as queries that their groups answer; a text of a few words could mean anything. */
function groupQueries(catalogue: EvalCatalogue, texts: readonly GroupText[]): EvalQuery[] {
  const groups = idsByGroup(catalogue);
  return texts
    .filter(({ text }) => text.split(/\s+/).length >= leastSentenceWords)
    .map(({ group, text }) => {
      const ids = groups.get(group);
      if (!ids) throw new Error(`no product of the group ${group} for "${text}"`);
      return { text, right: new Set(ids) };
    });
}

/** One description of each group, in other words. */
function paraphrasedGroups({ products, groups, titles }: EvalCatalogue): GroupText[] {
  const wordNet = new WordNet();
  const texts = new Map<string, string>();
  for (const { id, description = '' } of products) {
    const group = groups.get(id) ?? id;
    if (texts.has(group)) continue;
    const random = seededRandom(crc32(group));
    texts.set(group, paraphrasedDescription(description, titles.get(id) ?? '', wordNet, random));
  }
  return Array.from(texts, ([group, text]) => ({ group, text }));
}

const sentences = new Intl.Segmenter('en', { granularity: 'sentence' });

/** The sentence with the most words; of equals the first. */
export function longestSentence(text: string): string {
  const words = (sentence: string): number => sentence.split(/\s+/).length;
  return Array.from(sentences.segment(text), ({ segment }) => segment.trim()).reduce((longest, sentence) =>
    words(sentence) > words(longest) ? sentence : longest,
  );
}

async function cropQueries(
  catalogue: EvalCatalogue,
  random: () => number,
  withoutItself: boolean,
): Promise<EvalQuery[]> {
  const groups = idsByGroup(catalogue);
  const same = (id: string): string[] => groups.get(catalogue.groups.get(id) ?? id) ?? [];
  const asked = catalogue.products.filter(({ id }) => !withoutItself || same(id).length > 1);
  const queries: EvalQuery[] = [];
  for (const { id, pictures } of sampled(asked, mostQueries, random)) {
    const picture = await crop(catalogue.pictures.get(pictures[0]!)!, random);
    const right = new Set(same(id));
    if (withoutItself) right.delete(id);
    queries.push({ picture, right, ...(withoutItself ? { without: id } : {}) });
  }
  return queries;
}
