import type { CsvProblem } from './csv.js';

const plain = ['id', 'title', 'description', 'currency', 'availability', 'variantOf'] as const;
const lists = ['category', 'pictures'] as const;
const attributePrefix = 'attributes.';

/** Names of a products file's header that this reader knows. */
export function unknownColumns(header: readonly string[]): string[] {
  const known: readonly string[] = [...plain, ...lists, 'price', 'attributes'];
  return header.filter((name) => !known.includes(name) && !name.startsWith(attributePrefix));
}

/**
 * A CSV row in the form of the JSON rows, to be checked by the same schema.
 * Lists are separated by "|"; attributes are columns "attributes.<name>" or one JSON object in "attributes".
 */
export function productFromCsv(
  record: ReadonlyMap<string, string>,
): { value: Record<string, unknown> } | { problem: CsvProblem } {
  const value: Record<string, unknown> = {};
  for (const name of plain) if (record.has(name)) value[name] = record.get(name);
  for (const name of lists) if (record.has(name)) value[name] = list(record.get(name) ?? '');
  if (record.has('price')) value['price'] = number(record.get('price') ?? '');
  const attributes = new Map<string, unknown>();
  const json = record.get('attributes');
  if (json !== undefined) {
    const parsed = parseObject(json);
    if (!parsed) {
      return {
        problem: {
          field: 'attributes',
          message: 'is not a JSON object',
          fix: 'give {"colour":"red"}, or use columns such as attributes.colour',
        },
      };
    }
    for (const [name, given] of Object.entries(parsed)) attributes.set(name, given);
  }
  for (const [name, given] of record) {
    if (!name.startsWith(attributePrefix)) continue;
    attributes.set(name.slice(attributePrefix.length), given.includes('|') ? list(given) : given);
  }
  if (attributes.size > 0) value['attributes'] = Object.fromEntries(attributes);
  return { value };
}

/** A row of the reviews file in the form of {@link reviewRowSchema}. */
export function reviewFromCsv(record: ReadonlyMap<string, string>): Record<string, unknown> {
  const value: Record<string, unknown> = Object.fromEntries(record);
  if (record.has('rating')) value['rating'] = number(record.get('rating') ?? '');
  return value;
}

function list(text: string): string[] {
  return text
    .split('|')
    .map((part) => part.trim())
    .filter(Boolean);
}

/** The number a cell holds; the cell itself where it is none, so that the schema names the field. */
function number(text: string): number | string {
  return /^[+-]?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : text;
}

function parseObject(json: string): object | undefined {
  try {
    const parsed: unknown = JSON.parse(json);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
