import { estimate } from '#platform';
import { shown } from '../report/figures.js';
import type { RecommendationAnswer } from '../../../libs/recommendation/src/contract.js';
import { readRecords } from '../data/data-folder.js';
import { picturesOfForeignThings } from '../calibrate/match/queries.js';
import { attainablePrecision } from '../retrieval/metrics.js';
import { table } from '../report/report.js';
import type { Shop } from './shops.js';
import { substitutionCases } from './substitution-cases.js';
import { plainRequest } from '../engine/plain-request.js';

/** Ways to type one and the same wish beside a picture; the first is what the vectors alone are judged with. */
const phrasings: readonly ((words: string) => string)[] = [
  (words) => words,
  (words) => `this, but ${words}`,
  (words) => `do you have the same one ${words}?`,
  (words) => `something similar ${words} please`,
];
type Match = RecommendationAnswer['match'];
const matches: readonly Match[] = ['close', 'loose', 'nothing-close'];
const precisionAt5 = attainablePrecision(5);

interface Asked {
  /** Of {@link phrasings}; null for the second one beside the product as a liked one, and not its picture. */
  readonly phrasing: number | null;
  readonly precision: number;
  readonly isFirstRight: boolean;
  readonly match: Match;
}

/** What is typed beside pictures of things that no shop here sells. */
const foreignWords = ['this, but in blue', 'this, but striped', 'this, but made of leather'];

/** "This, but in ..." asked of the whole engine in the words of a shopper, and what it calls its own answer. */
export async function typedChanges(shops: readonly Shop[]): Promise<string> {
  const asked: Asked[] = [];
  for (const shop of shops)
    for (const { id, picture, words, right } of substitutionCases(shop)) {
      const ask = async (phrasing: number | null, beside: Beside, text: string): Promise<void> => {
        const { results, match } = await answerOf(shop, beside, text);
        const hits = results.map(({ product }) => right.has(product.id));
        const precision = precisionAt5.of(hits, right.size);
        asked.push({ phrasing, precision, isFirstRight: hits[0] === true, match });
      };
      for (const [phrasing, phrase] of phrasings.entries()) await ask(phrasing, { picture }, phrase(words));
      await ask(null, { like: id }, phrasings[1]!(words));
    }
  const absent: Match[] = [];
  for (const picture of await picturesOfForeignThings((await readRecords('objects')) ?? []))
    for (const shop of shops)
      for (const words of foreignWords) absent.push((await answerOf(shop, { picture }, words)).match);
  const of = (phrasing: number | null): Asked[] => asked.filter((one) => one.phrasing === phrasing);
  const matchRow = (name: string, some: readonly Match[]): string[] => [
    name,
    String(some.length),
    ...matches.map((match) => shown(estimate(some.map((one) => Number(one === match))))),
  ];
  // One phrasing: they hardly differ, and one case is one case.
  const called = (isRight: boolean): Match[] =>
    of(1).flatMap(({ isFirstRight, match }) => (isFirstRight === isRight ? match : []));
  return [
    'The same cases asked of the whole engine, with the lexical part, at the weights that it serves with, in the words of a shopper:',
    table(
      ['Typed', 'n', 'P@5', 'first is right'],
      [...phrasings.keys(), null].map((phrasing) => {
        const some = of(phrasing);
        return [
          `"${phrasings[phrasing ?? 1]!('in blue')}" beside the ${phrasing === null ? 'product, liked' : 'picture'}`,
          String(some.length),
          shown(estimate(some.map(({ precision }) => precision))),
          shown(estimate(some.map(({ isFirstRight }) => Number(isFirstRight)))),
        ];
      }),
    ),
    'What the engine calls the match of its first result (nothing like it: beside photographs of animals, vehicles and the like):',
    table(
      ['First result', 'n', ...matches],
      [
        matchRow('right', called(true)),
        matchRow('wrong', called(false)),
        ...(absent.length > 0 ? [matchRow('nothing like it', absent)] : []),
      ],
    ),
  ].join('\n\n');
}

type Beside = { readonly picture: Uint8Array } | { readonly like: string };

function answerOf({ engine }: Shop, beside: Beside, text: string): Promise<RecommendationAnswer> {
  return engine.recommender.recommend({
    ...plainRequest,
    text,
    picture: 'picture' in beside ? beside.picture : undefined,
    like: 'like' in beside ? [beside.like] : [],
    limit: 5,
  });
}
