import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Embedder } from '#encoder';
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

const measuredSchema = z.strictObject({
  /** By "<facet>/<term>". */
  terms: z.record(
    z.string(),
    z.strictObject({
      confidence: share,
      image: detectionSchema.optional(),
      text: detectionSchema.optional(),
    }),
  ),
  /** For terms of a facet that were not measured: close to 0.5, whatever the measured ones have. */
  facets: z.partialRecord(z.enum(facets), share),
});

/** By {@link measuredKey}. */
const confidencesSchema = z.strictObject({ models: z.record(z.string(), measuredSchema) });

/** How sure the names are for one encoder, as measured by tools/lab/neurons/words/evaluate.ts. */
export type Measured = z.output<typeof measuredSchema>;
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

/** Names what was measured: other weights under the same name and revision have other means. */
export function measuredKey(encoder: Pick<Embedder, 'model' | 'centringId'>): string {
  return `${encoder.model}/${encoder.centringId}`;
}

/** The confidence of a name: what was measured for it, else that of its facet, else 0. */
export function confidenceOf(term: Pick<Term, 'facet' | 'term'>, measured: Measured | undefined): number {
  return measured?.terms[termKey(term)]?.confidence ?? measured?.facets[term.facet] ?? 0;
}
