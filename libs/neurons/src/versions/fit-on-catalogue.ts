import { ProblemError } from '#platform';
import { defaultFit, type FitProgress } from '../fit/fitter.js';
import { fitInThread } from '../fit/fit-in-thread.js';
import type { FitSettings, Parameters } from '../fit/parameters.js';
import type { JudgedGate } from '../gates/judge.js';
import { dictionaryFiles, trainedDictionary, type DictionaryFiles } from '../trained/dictionary-folder.js';
import type { Term } from '../words/vocabulary.js';
import { pairsToFit, type CatalogueProduct } from './catalogue-products.js';
import { judgeInThread } from './judge-in-thread.js';
import type { ServingDictionary } from './judge-messages.js';
import type { RequestedFit } from './version.js';

/** With fewer held-out products names and gates are luck. */
export const leastHeldOut = 30;
/** A unit that saw fewer pairs than this stands for a product, not for a property. */
const pairsPerUnit = 2;

export interface FitOnCatalogue {
  readonly encoder: { readonly model: string; readonly centringId: string; readonly dimension: number };
  readonly products: readonly CatalogueProduct[];
  readonly terms: readonly Term[];
  /** Of the terms, in their order. */
  readonly directions: readonly Float32Array[];
  /** Directions of the terms that units are held at where the fit begins from words, see wordsToHold. */
  readonly words: readonly Float32Array[];
  /** What serves: the fit begins from it where it is trained and of the same shape, else from the words; and is judged beside it. */
  readonly serving: ServingDictionary;
  readonly settings: FitSettings;
  readonly checkpoint: string;
  readonly threads?: number;
  readonly onProgress?: (progress: FitProgress) => void;
  readonly signal?: AbortSignal;
}

export interface FittedOnCatalogue {
  readonly files: DictionaryFiles;
  readonly gates: readonly JudgedGate[];
}

/** Units that are held at words, at most, in a dictionary of a given size: the share that the default has. */
export function wordsFor(units: number): number {
  return Math.round((units * defaultFit.words) / defaultFit.units);
}

/** What a fit is done with: as asked, else as the dictionary that serves was, else the default. */
export function fitSettings(
  { units, active, epochs, batch, seed }: RequestedFit,
  served: ServingDictionary,
): FitSettings {
  const like = served.kind === 'trained' ? served.manifest : defaultFit;
  const fitted = units ?? like.units;
  return {
    ...defaultFit,
    units: fitted,
    words: wordsFor(fitted),
    // The words have to explain what they can on their own.
    prefixes: [wordsFor(fitted)],
    active: active ?? like.active,
    epochs: epochs ?? defaultFit.epochs,
    batch: batch ?? defaultFit.batch,
    seed: seed ?? defaultFit.seed,
  };
}

/** @throws {ProblemError} 422 where the catalogue has too little to fit on or to judge with, with what is needed. */
export function refuseTooFew(products: readonly CatalogueProduct[], { units, batch }: FitSettings): void {
  const pairs = products.reduce((sum, { heldOut, pairs: own }) => sum + (heldOut ? 0 : own.length), 0);
  const heldOut = products.filter((product) => product.heldOut).length;
  const needed = Math.max(units * pairsPerUnit, batch);
  if (pairs >= needed && heldOut >= leastHeldOut) return;
  throw new ProblemError(
    422,
    'too-few-pairs',
    `A dictionary of ${units} units needs ${needed} pairs of pictures and words and ${leastHeldOut} held-out products; the catalogue has ${pairs} and ${heldOut}.`,
    [
      {
        field: 'units',
        message: `${pairs} of ${needed} pairs, ${heldOut} of ${leastHeldOut} held-out products`,
        fix: 'give more products pictures and descriptions or reviews, or ask for fewer units',
      },
    ],
  );
}

/**
 * Fits a dictionary on a catalogue, names it and judges it on held-out products; the same settings and catalogue give
 * the same one, however often the fit is interrupted.
 *
 * @throws {ProblemError} 422, see {@link refuseTooFew}; the signal's reason when it is aborted
 */
export async function fitOnCatalogue(options: FitOnCatalogue): Promise<FittedOnCatalogue> {
  const { encoder, products, terms, directions, words, serving, settings, signal } = options;
  refuseTooFew(products, settings);
  const pairs = pairsToFit(products, encoder.dimension);
  const from = beginning(serving, settings);
  const parameters = await fitInThread(pairs, {
    settings,
    checkpoint: options.checkpoint,
    words,
    ...(from ? { from } : {}),
    ...(options.threads === undefined ? {} : { threads: options.threads }),
    ...(options.onProgress ? { onProgress: options.onProgress } : {}),
    ...(signal ? { signal } : {}),
  });
  const about = {
    model: encoder.model,
    centring: encoder.centringId,
    active: settings.active,
    settings: { ...settings, prefixes: [...settings.prefixes] },
    pairs: pairs.count,
    fittedOn: 'the catalogue',
    parameters,
  };
  const unnamed = dictionaryFiles({ ...about, named: [] });
  const { names, gates } = await judgeInThread(
    { fitted: unnamed, serving, products, terms, directions },
    signal,
  );
  return { files: dictionaryFiles({ ...about, named: names }), gates };
}

/** The dictionary that serves, where it is a trained one of the same shape: the fit begins from it, else from words. */
export function beginning(served: ServingDictionary, { units, active }: FitSettings): Parameters | undefined {
  if (served.kind !== 'trained') return undefined;
  const { manifest } = served;
  if (manifest.units !== units || manifest.active !== active) return undefined;
  return trainedDictionary(served).parameters;
}
