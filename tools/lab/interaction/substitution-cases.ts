import { seededRandom } from '#platform';
import { sampled } from '../statistics/sampled.js';
import type { Shop } from './shops.js';

/** "This, but in blue": a picture, the words, and the products that are right. */
export interface SubstitutionCase {
  readonly changed: string;
  /** The product of the picture. */
  readonly id: string;
  readonly picture: Uint8Array;
  readonly words: string;
  readonly right: ReadonlySet<string>;
}

/** What is known of a product for the change of one thing: what stays, and the value that is exchanged. */
interface Known {
  readonly id: string;
  readonly picture: Uint8Array;
  /** Products that share it are the same but for the value. */
  readonly same: string;
  readonly value: string;
}

const mostCases = 120;

/** All cases of a shop, of each thing that is changed at most {@link mostCases}. */
export function substitutionCases(shop: Shop): SubstitutionCase[] {
  if (shop.name === 'seed') return seedCases(shop);
  return shop.name === 'luma' ? lumaCases(shop) : fashionCases(shop);
}

function seedCases({ seed }: Shop): SubstitutionCase[] {
  const specs = seed?.specs ?? [];
  const known = (field: 'colour' | 'material' | 'pattern'): Known[] =>
    specs.flatMap(({ id, kind, ...spec }) => {
      const picture = seed?.pictures.get(`${id}-2.webp`);
      return picture ? { id, picture, same: kind, value: spec[field] } : [];
    });
  const plain = (value: string): string => value.replaceAll('-', ' ');
  return [
    ...changes('colour', known('colour'), (value) => `in ${plain(value)}`),
    ...changes('material', known('material'), (value) => `made of ${plain(value)}`),
    ...changes('pattern', known('pattern'), plain),
  ];
}

function lumaCases(shop: Shop): SubstitutionCase[] {
  const known = (same: Fact[], value: (of: Facts) => string | undefined): Known[] =>
    knownOf(shop, same, value);
  return [
    ...changes('colour', known(['kind', 'gender'], one('colour')), (value) => `in ${value}`),
    ...changes('pattern', known(['kind', 'gender'], one('pattern')), (value) => value.replaceAll('-', ' ')),
    ...changes('sleeve', known(['gender', 'colour'], sleeves), (value) => `with ${value} sleeves`),
  ];
}

function fashionCases(shop: Shop): SubstitutionCase[] {
  const known = (same: Fact[], value: (of: Facts) => string | undefined): Known[] =>
    knownOf(shop, same, value);
  return [
    ...changes('colour', known(['kind', 'gender'], one('colour')), (value) => `in ${value}`),
    ...changes('pattern', known(['kind', 'gender'], patternOfTitle), (value) => value),
    ...changes('heel', known(['gender', 'colour'], heel), (value) => `with a ${value}`).filter(
      ({ words }) => words === 'with a high heel',
    ),
  ];
}

type Fact = 'kind' | 'gender' | 'colour';
interface Facts {
  readonly facts: Readonly<Record<string, readonly string[]>>;
  readonly title: string;
  readonly text: string;
}

const one =
  (name: string) =>
  ({ facts }: Facts): string | undefined =>
    facts[name]?.length === 1 ? facts[name][0] : undefined;

/** Tanks have none, tees and tops say what they have. */
function sleeves({ facts, text }: Facts): string | undefined {
  const kind = facts.kind?.[0] ?? '';
  if (/long[- ]sleeve/i.test(text)) return 'long';
  if (/tank/i.test(kind) || /sleeveless/i.test(text)) return 'no';
  return kind === 'tees' ? 'short' : undefined;
}

const lowHeeled: ReadonlySet<string> = new Set([
  'flats',
  'sandals',
  'casual shoes',
  'flip flops',
  'sports shoes',
]);

function heel({ facts }: Facts): string | undefined {
  const kind = facts.kind?.[0];
  if (kind === 'heels') return 'high heel';
  return lowHeeled.has(kind ?? '') ? 'low heel' : undefined;
}

const patterns: readonly (readonly [string, RegExp])[] = [
  ['striped', /\bstrip\w*/i],
  ['checked', /\bcheck\w*|\bplaid/i],
  ['printed', /\bprint\w*/i],
  ['plain', /\bsolid\b|\bplain\b/i],
];

function patternOfTitle({ title }: Facts): string | undefined {
  const found = patterns.filter(([, form]) => form.test(title));
  return found.length === 1 ? found[0]![0] : undefined;
}

/** Products of which all that stays, and the value, is known. */
function knownOf(
  { catalogue }: Shop,
  same: readonly Fact[],
  valueOf: (of: Facts) => string | undefined,
): Known[] {
  return (catalogue?.products ?? []).flatMap(({ id, title, description = '', pictures }) => {
    const facts = catalogue?.facts.get(id) ?? {};
    const value = valueOf({ facts, title, text: `${title} ${description}` });
    const picture = catalogue?.pictures.get(pictures[0] ?? '');
    const stays = same.map((name) => facts[name]?.[0]);
    if (value === undefined || !picture || stays.includes(undefined)) return [];
    return { id, picture, same: stays.join('/'), value };
  });
}

/** Every product with every other value that others like it have. */
function changes(
  changed: string,
  known: readonly Known[],
  words: (value: string) => string,
): SubstitutionCase[] {
  const cases = known.flatMap(({ id: own, picture, same, value }) => {
    const alike = known.filter((other) => other.same === same && other.value !== value);
    return [...new Set(alike.map((other) => other.value))].map((wanted) => ({
      changed,
      id: own,
      picture,
      words: words(wanted),
      right: new Set(alike.filter((other) => other.value === wanted).map(({ id }) => id)),
    }));
  });
  return sampled(cases, mostCases, seededRandom(7));
}
