import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Listing } from '#catalogue';
import type { Embedder } from '#encoder';
import type { Code, NeuronDictionary } from '#neurons';
import { projectFolder } from '#platform';

/** Words that someone wrote, not made up here: a category or an attribute's value of this catalogue, or a shipped query. */
export interface KnownQuery {
  readonly text: string;
  readonly from: 'category' | 'attribute' | 'shipped';
}

/** So many of a kind are tried, the most frequent first. */
const mostOfKind = 300;
const longestValue = 40;
const textsPerBatch = 32;
const shippedSchema = z.object({ query: z.string() });

/** Queries by which a neuron can be shown, with their codes. */
export class KnownQueries {
  private readonly codes = new Map<string, Code>();
  private shipped: Promise<KnownQuery[]> | undefined;

  constructor(
    private readonly encoder: Pick<Embedder, 'texts'>,
    private readonly dictionary: NeuronDictionary,
  ) {}

  /** Known queries of these products' shop with their codes; each text is encoded once. */
  async coded(products: readonly Listing[]): Promise<(KnownQuery & { readonly code: Code })[]> {
    this.shipped ??= shippedQueries();
    const known = new Map(
      // Of two alike, the catalogue's own stays.
      [...(await this.shipped), ...catalogueQueries(products)].map((query) => [query.text, query]),
    );
    const missing = [...known.keys()].filter((text) => !this.codes.has(text));
    for (let start = 0; start < missing.length; start += textsPerBatch) {
      const batch = missing.slice(start, start + textsPerBatch);
      const vectors = await this.encoder.texts(batch);
      batch.forEach((text, i) => {
        const vector = vectors[i];
        if (vector) this.codes.set(text, this.dictionary.code(vector, 'text'));
      });
    }
    // What the catalogue no longer holds is forgotten.
    for (const text of this.codes.keys()) if (!known.has(text)) this.codes.delete(text);
    return [...known.values()].flatMap((query) => {
      const code = this.codes.get(query.text);
      return code ? [{ ...query, code }] : [];
    });
  }
}

/** Names of categories and values of attributes, the most frequent first. */
export function catalogueQueries(products: readonly Listing[]): KnownQuery[] {
  const categories = countOf(products.flatMap(({ category }) => category));
  const values = countOf(
    products
      .flatMap(({ attributes }) => Object.values(attributes).flat())
      .filter((value) => /\p{L}/u.test(value) && value.length <= longestValue),
  );
  return [
    ...frequent(values).map((text) => ({ text, from: 'attribute' as const })),
    ...frequent(categories).map((text) => ({ text, from: 'category' as const })),
  ];
}

function countOf(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

function frequent(counts: ReadonlyMap<string, number>): string[] {
  return [...counts]
    .sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1))
    .slice(0, mostOfKind)
    .map(([text]) => text);
}

/** The queries that the seed shop is judged by. */
async function shippedQueries(): Promise<KnownQuery[]> {
  const lines = await readFile(join(projectFolder, 'seed-data', 'attribute-queries.jsonl'), 'utf8');
  return lines
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => ({ text: shippedSchema.parse(JSON.parse(line)).query, from: 'shipped' }));
}
