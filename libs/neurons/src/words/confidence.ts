import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { facets, shippedFile, type Term } from './vocabulary.js';

const share = z.number().min(0).max(1);

/** What was measured of a word's neuron on one modality of products that the encoder did not see. */
const detectionSchema = z.strictObject({
  /** Products that have the property, by their label. */
  positives: z.number().int().min(0),
  /** Chance that a product with the property points along the neuron more than one without it. */
  auc: share,
  /** Share of products with and without the property for which the neuron fires. */
  firesWith: share,
  firesWithout: share,
});

const confidencesSchema = z.strictObject({
  /** The encoder that was measured, "<name>@<revision>". */
  model: z.string(),
  /** By "<facet>/<term>". */
  terms: z.record(
    z.string(),
    z.strictObject({
      confidence: share,
      image: detectionSchema.optional(),
      text: detectionSchema.optional(),
    }),
  ),
  /** For terms of a facet that were not measured: below what most of the measured ones have. */
  facets: z.partialRecord(z.enum(facets), share),
});

/** How sure the names are, as measured by tools/eval-words.ts. */
export type Confidences = z.output<typeof confidencesSchema>;
export type Detection = z.output<typeof detectionSchema>;

/** Reads libs/neurons/vocabulary/confidence.json. */
export async function readConfidences(file = shippedFile('confidence.json')): Promise<Confidences> {
  return confidencesSchema.parse(JSON.parse(await readFile(file, 'utf8')));
}

/** A term's key in {@link Confidences}. */
export function termKey({ facet, term }: Pick<Term, 'facet' | 'term'>): string {
  return `${facet}/${term}`;
}

/**
 * The confidence of a name for an encoder: what was measured for it, else that of its facet, else 0.
 * Of an encoder that was not measured only the facets' lower figures are believed.
 */
export function confidenceOf(
  term: Pick<Term, 'facet' | 'term'>,
  confidences: Confidences,
  model: string,
): number {
  const measured = confidences.model === model ? confidences.terms[termKey(term)]?.confidence : undefined;
  return measured ?? confidences.facets[term.facet] ?? 0;
}
