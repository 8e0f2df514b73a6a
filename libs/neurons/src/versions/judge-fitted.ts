import { createHash } from 'node:crypto';
import { dot } from '#encoder';
import type { Code, NeuronDictionary } from '../dictionary.js';
import type { Pair } from '../gates/explained.js';
import { judged, measurements } from '../gates/judge.js';
import { anchoredTerms } from '../naming/anchored-terms.js';
import { nameUnits, type CodedProduct, type UnitName } from '../naming/name-units.js';
import { trainedDictionary, type Names } from '../trained/dictionary-folder.js';
import { WordDictionary } from '../words/word-dictionary.js';
import type { CatalogueProduct } from './catalogue-products.js';
import type { JudgeAnswer, JudgeData, ServingDictionary } from './judge-messages.js';

/** Comparing all pairs with all grows with the square of these. */
const mostPairs = 2_000;

/**
 * Names a fitted dictionary's units and measures its gates beside those of the one that serves, whose names are made
 * on the same products in the same way. Takes seconds to minutes: for a thread of its own.
 */
export function judgeFitted(data: JudgeData): JudgeAnswer {
  const { fitted, serving, products } = data;
  const unnamed: Names = Array.from({ length: fitted.manifest.units }, () => null);
  const standby = assessed(trainedDictionary({ ...fitted, names: unnamed }), data);
  const before = assessed(servingDictionary(serving, data), data);
  const heldOut = products.filter((product) => product.heldOut).slice(0, mostPairs);
  const pairs = heldOut.flatMap(pairOf);
  const of = ({ dictionary, names, codes }: Assessed): ReturnType<typeof measurements> =>
    measurements(dictionary, pairs, codes, names);
  return {
    names: standby.names.map((name) => (name ? { ...name, witnesses: [...name.witnesses] } : null)),
    gates: judged(of(standby), of(before)),
  };
}

interface Assessed {
  readonly dictionary: NeuronDictionary;
  readonly names: readonly (UnitName | undefined)[];
  readonly codes: readonly Code[];
}

function assessed(dictionary: NeuronDictionary, { products, terms, directions }: JudgeData): Assessed {
  const coded = products.map((product) => ({ product, coded: codedProduct(dictionary, product) }));
  const pick = (which: (product: CatalogueProduct) => boolean): CodedProduct[] =>
    coded.filter(({ product }) => which(product)).map((one) => one.coded);
  const names = nameUnits({
    units: dictionary.size,
    terms,
    termCodes: directions.map((direction) => [dictionary.code(unit(direction), 'text')]),
    anchored: anchoredTerms(dictionary, directions),
    finding: pick(({ heldOut }) => !heldOut),
    choosing: pick(({ heldOut, id }) => heldOut && firstHalf(id)),
    measuring: pick(({ heldOut, id }) => heldOut && !firstHalf(id)),
    measuringHeldOut: pick(({ heldOut }) => heldOut),
  });
  const codes = coded.flatMap(({ coded: { codes: own } }) =>
    [own.image, own.text].flatMap((code) => code ?? []),
  );
  return { dictionary, names, codes };
}

function servingDictionary(
  served: ServingDictionary,
  { terms, directions }: Pick<JudgeData, 'terms' | 'directions'>,
): NeuronDictionary {
  if (served.kind === 'trained') return trainedDictionary(served);
  return new WordDictionary('served', terms, directions, served.measured);
}

function pairOf({ title, category, pairs }: CatalogueProduct): Pair[] {
  const [first] = pairs;
  return first ? [{ title, category, ...first }] : [];
}

function codedProduct(dictionary: NeuronDictionary, { pairs, truths, copy }: CatalogueProduct): CodedProduct {
  const [first] = pairs;
  return {
    codes: {
      image: first && dictionary.code(first.image, 'image'),
      text: first && dictionary.code(first.text, 'text'),
    },
    truths: new Set(truths),
    copy,
  };
}

function firstHalf(id: string): boolean {
  return (createHash('sha256').update(`half ${id}`).digest()[0] as number) % 2 === 0;
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.sqrt(dot(vector, vector));
  return length === 0 ? vector : vector.map((x) => x / length);
}
