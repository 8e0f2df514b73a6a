import { byFacet, byFacetAndGarmentPart, EmbeddedScorer, FacetSubstitution } from '#recommendation';
import type { Modality } from '#encoder';
import { estimate, type Estimate } from '#platform';
import { shown, shownDifference } from '../report/figures.js';
import { attainablePrecision } from '../retrieval/metrics.js';
import { table } from '../report/report.js';
import type { Shop } from './shops.js';
import { substitutionCases, type SubstitutionCase } from './substitution-cases.js';
import { typedChanges } from './typed-change.js';

/** What the words weigh beside a picture of weight 1. */
const textWeights = [0.25, 0.5, 1, 2, 4];
const precisionAt5 = attainablePrecision(5);

/** P@5 of one case under every method: alone, or for each text weight. */
interface Judged {
  readonly changed: string;
  readonly text: number;
  readonly picture: number;
  readonly sum: readonly number[];
  readonly facets: readonly number[];
  readonly parts: readonly number[];
}

/** "This, but in ...": facet substitution against the plain sum, the words alone and the picture alone. */
export async function substitutionSection(shops: readonly Shop[]): Promise<string> {
  const judged = new Map<string, Judged[]>();
  for (const shop of shops)
    for (const one of await judgedCases(shop)) {
      const key = `${shop.name}: ${one.changed}`;
      judged.set(key, [...(judged.get(key) ?? []), one]);
    }
  const all = [...judged.values()].flat();
  const header = [
    '',
    'n',
    'words alone',
    'picture alone',
    ...textWeights.map((weight) => `words weigh ${weight}`),
  ];
  const groups = [...judged, ['all', all] as const];
  const rows = groups.flatMap(([name, cases]) =>
    (['sum', 'parts'] as const).map((method) => [
      `${name}, ${methodNames[method]}`,
      String(cases.length),
      shown(estimate(cases.map(({ text }) => text))),
      shown(estimate(cases.map(({ picture }) => picture))),
      ...textWeights.map((_, at) => shown(estimate(cases.map((one) => one[method][at]!)))),
    ]),
  );
  return [
    `${all.length} judged cases in ${shops.length} shops: ${shops.map(({ about }) => about).join('; ')}. The figure is P@5: right products among the first 5, as a share of 5 or of all right products where there are fewer, with its 95 % bootstrap interval. Right is what is like the product of the picture but for the value that the words name (kind and wearer for colour and pattern, wearer and colour for sleeve and heel, kind in the seed shop). The exact embedded score ranks, without the lexical part, so that vectors alone are compared; in luma and fashion the product of the picture is in the gallery and counts as wrong.`,
    table(header, rows),
    'Paired differences of P@5:',
    table(
      ['', 'n', ...textWeights.map((weight) => `words weigh ${weight}`)],
      [
        ...groups.map(([name, cases]) =>
          difference(`${name}: substitution less plain sum`, cases, 'parts', 'sum'),
        ),
        ...groups
          .filter(([, cases]) => cases.some(({ changed }) => ofParts.has(changed)))
          .map(([name, cases]) => difference(`${name}: with parts less without`, cases, 'parts', 'facets')),
      ],
    ),
    best(all),
    await typedChanges(shops),
  ].join('\n\n');
}

const methodNames = {
  sum: 'plain sum',
  facets: 'substitution of colour, material and pattern alone',
  parts: 'substitution',
} as const;

/** What is a part of a product, and not a facet of all of it. */
const ofParts: ReadonlySet<string> = new Set(['sleeve', 'heel']);

function difference(
  name: string,
  cases: readonly Judged[],
  more: 'facets' | 'parts',
  less: 'sum' | 'facets',
): string[] {
  const estimates = textWeights.map((_, at): Estimate =>
    estimate(cases.map((one) => one[more][at]! - one[less][at]!)),
  );
  return [name, String(cases.length), ...estimates.map(shownDifference)];
}

function best(cases: readonly Judged[]): string {
  const told = (['sum', 'facets', 'parts'] as const).map((method) => {
    const means = textWeights.map((_, at) => estimate(cases.map((one) => one[method][at]!)));
    const at = means.reduce((top, { mean }, i) => (mean > means[top]!.mean ? i : top), 0);
    return `${methodNames[method]} ${shown(means[at]!)} (words weigh ${textWeights[at]})`;
  });
  return `At its best weight each, over all cases: ${told.join('; ')}.`;
}

async function judgedCases(shop: Shop): Promise<Judged[]> {
  const { engine } = shop;
  const { words } = engine.recommender;
  const substitutions = {
    facets: new FacetSubstitution(words, byFacet),
    parts: new FacetSubstitution(words, byFacetAndGarmentPart),
  };
  const scores = (vector: Float32Array, modality: Modality): number[] => {
    const scorer = new EmbeddedScorer([{ modality, weight: 1, vector }], engine.index.weights);
    return engine.products.map(({ vectors }) => scorer.score(vectors));
  };
  const judged: Judged[] = [];
  for (const one of substitutionCases(shop)) {
    const [asked, seen] = await Promise.all([
      engine.encoder.text(one.words),
      engine.encoder.picture(one.picture),
    ]);
    const text = scores(asked, 'text');
    const ofPicture = scores(seen, 'image');
    const precision = (ranked: readonly number[]): number => precisionOf(one, shop, ranked);
    const curve = (picture: readonly number[]): number[] =>
      textWeights.map((weight) => precision(picture.map((score, at) => score + weight * text[at]!)));
    const substituted = (kind: 'facets' | 'parts'): number[] => {
      const changed = substitutions[kind].apply(seen, asked);
      return curve(changed === seen ? ofPicture : scores(changed, 'image'));
    };
    judged.push({
      changed: one.changed,
      text: precision(text),
      picture: precision(ofPicture),
      sum: curve(ofPicture),
      facets: substituted('facets'),
      parts: substituted('parts'),
    });
  }
  return judged;
}

function precisionOf({ right }: SubstitutionCase, { engine }: Shop, scores: readonly number[]): number {
  const order = engine.products
    .map(({ id, ordinal }, at) => ({ id, ordinal, score: scores[at]! }))
    .sort((a, b) => b.score - a.score || a.ordinal - b.ordinal);
  return precisionAt5.of(
    order.map(({ id }) => right.has(id)),
    right.size,
  );
}
