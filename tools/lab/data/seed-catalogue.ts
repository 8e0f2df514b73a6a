import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { projectFolder } from '#platform';
import type { UploadProduct } from './catalogue.js';

const specSchema = z.array(
  z.object({
    id: z.string(),
    kind: z.string(),
    colour: z.string(),
    material: z.string(),
    pattern: z.string(),
  }),
);
/** What the renderer drew: the truth about a seed product. */
export type SeedSpec = z.output<typeof specSchema>[number];

const attributeQuerySchema = z.object({
  query: z.string(),
  /** What is asked in which way; the first 60 queries have none. */
  form: z.enum(['kind', 'facets', 'synonym', 'use', 'negation', 'misspelt', 'dialect']).optional(),
  relevant: z.partialRecord(
    z.enum(['kind', 'colour', 'material', 'pattern']),
    z.union([z.string(), z.array(z.string())]),
  ),
});
export type AttributeQuery = z.output<typeof attributeQuerySchema>;

export interface SeedCatalogue {
  readonly products: readonly UploadProduct[];
  readonly pictures: ReadonlyMap<string, Buffer>;
  readonly specs: readonly SeedSpec[];
  readonly queries: readonly AttributeQuery[];
}

/** The shop that the engine ships with, with what its pictures were drawn from. */
export async function readSeedCatalogue(): Promise<SeedCatalogue> {
  const folder = join(projectFolder, 'seed-data');
  const lines = async (name: string): Promise<unknown[]> =>
    (await readFile(join(folder, name), 'utf8'))
      .split('\n')
      .filter(Boolean)
      .map((line): unknown => JSON.parse(line));
  const names = await readdir(join(folder, 'pictures'));
  const pictures = await Promise.all(
    names.map(async (name) => [name, await readFile(join(folder, 'pictures', name))] as const),
  );
  const specs: unknown = JSON.parse(
    await readFile(join(projectFolder, 'tools/render/seed-products.json'), 'utf8'),
  );
  return {
    products: (await lines('products.jsonl')) as UploadProduct[],
    pictures: new Map(pictures),
    specs: specSchema.parse(specs),
    queries: z.array(attributeQuerySchema).parse(await lines('attribute-queries.jsonl')),
  };
}

/** Ids of the products that meet all conditions of a query. */
export function relevantIds({ relevant }: AttributeQuery, specs: readonly SeedSpec[]): Set<string> {
  const conditions = Object.entries(relevant) as [keyof typeof relevant, string | string[]][];
  const meets = (spec: SeedSpec): boolean =>
    conditions.every(([field, value]) => [value].flat().includes(spec[field]));
  return new Set(specs.filter(meets).map(({ id }) => id));
}

/** The catalogue with each product's first picture only: the second one then is a picture that it has not seen. */
export function withFirstPictures(catalogue: SeedCatalogue): SeedCatalogue {
  return {
    ...catalogue,
    products: catalogue.products.map((product) => ({ ...product, pictures: product.pictures.slice(0, 1) })),
  };
}
