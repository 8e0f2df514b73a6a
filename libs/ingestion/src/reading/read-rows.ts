import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { fieldProblems, type FieldProblem } from '#platform';
import { z } from 'zod';
import { cells, detectSeparator, toRecord } from './csv.js';
import { productFromCsv, reviewFromCsv, unknownColumns } from './from-csv.js';
import { productRowSchema, reviewRowSchema, type ProductRow } from './product-row.js';
import { limits } from '../limits.js';
import { decodeText, splitRows, TooManyOpenQuotes, type RawRow } from './split-rows.js';

export type ProductsFormat = 'jsonl' | 'csv';

/** A row that was read: its value, or what is wrong with it. `size` is the row's length in characters. */
export interface ReadRow<T> {
  readonly row: number;
  readonly size: number;
  readonly result: { readonly value: T } | { readonly problems: readonly FieldProblem[] };
}

/** A file that can't be read at all. */
export class UnreadableFile extends Error {
  constructor(
    message: string,
    readonly field: string,
    readonly fix: string,
  ) {
    super(message);
  }
}

/** The rows of a products file, checked one by one; blank lines are passed over. */
export async function* readProducts(
  path: string,
  format: ProductsFormat,
  afterRow = 0,
): AsyncGenerator<ReadRow<ProductRow>> {
  if (format === 'csv') {
    yield* readCsv(path, afterRow, ['id', 'title'], (record) => {
      const mapped = productFromCsv(record);
      return 'problem' in mapped ? { problems: [mapped.problem] } : check(productRowSchema, mapped.value);
    });
    return;
  }
  for await (const raw of splitRows(decodeText(createReadStream(path)))) {
    if (raw.row <= afterRow || (raw.text.trim() === '' && !raw.problem)) continue;
    yield { row: raw.row, size: raw.text.length, result: raw.problem ? unreadable(raw) : fromJson(raw.text) };
  }
}

/** The rows of a reviews file (CSV: product_id, rating, title, text, date). */
export function readReviews(
  path: string,
  afterRow = 0,
): AsyncGenerator<ReadRow<z.infer<typeof reviewRowSchema>>> {
  return readCsv(path, afterRow, ['product_id', 'text'], (record) =>
    check(reviewRowSchema, reviewFromCsv(record)),
  );
}

function fromJson(text: string): ReadRow<ProductRow>['result'] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message.slice(0, 160) : 'unknown';
    return {
      problems: [
        {
          field: 'row',
          message: `not valid JSON: ${reason}`,
          fix: 'write one JSON object a line; NaN and Infinity are not JSON, leave such a field out',
        },
      ],
    };
  }
  return check(productRowSchema, value);
}

async function* readCsv<T>(
  path: string,
  afterRow: number,
  required: readonly string[],
  convert: (record: ReadonlyMap<string, string>) => ReadRow<T>['result'],
): AsyncGenerator<ReadRow<T>> {
  const separator = detectSeparator(await firstLine(path));
  let header: string[] | undefined;
  for await (const raw of csvRows(path, separator)) {
    if (!header) {
      header = readHeader(raw, separator, required);
      continue;
    }
    if (raw.row <= afterRow || (raw.text.trim() === '' && !raw.problem)) continue;
    yield { row: raw.row, size: raw.text.length, result: readRecord(raw, header, separator, convert) };
  }
}

async function* csvRows(path: string, separator: string): AsyncGenerator<RawRow> {
  try {
    yield* splitRows(decodeText(createReadStream(path)), { separator });
  } catch (error) {
    if (!(error instanceof TooManyOpenQuotes)) throw error;
    throw new UnreadableFile(
      `more than ${limits.openQuotes} rows open a quote that is never closed`,
      'row',
      'close the quotes, or double those ("") that belong to the text',
    );
  }
}

function readRecord<T>(
  raw: RawRow,
  header: readonly string[],
  separator: string,
  convert: (record: ReadonlyMap<string, string>) => ReadRow<T>['result'],
): ReadRow<T>['result'] {
  if (raw.problem) return unreadable(raw);
  const mapped = toRecord(header, raw, separator);
  return 'problem' in mapped ? { problems: [mapped.problem] } : convert(mapped.record);
}

function readHeader(raw: RawRow, separator: string, required: readonly string[]): string[] {
  const fix = `make the first line the column names: ${required.join(', ')} and others that /docs lists`;
  if (raw.problem) throw new UnreadableFile(`the header: ${raw.problem.message}`, 'header', raw.problem.fix);
  let header: string[];
  try {
    header = cells(raw.text, separator).map((name) => name.trim());
  } catch {
    throw new UnreadableFile('the header is not readable CSV', 'header', fix);
  }
  for (const name of required) {
    if (!header.includes(name)) throw new UnreadableFile(`the column "${name}" is missing`, name, fix);
  }
  const twice = header.find((name, index) => header.indexOf(name) !== index);
  if (twice !== undefined)
    throw new UnreadableFile(
      `the column "${twice.slice(0, 60)}" is there twice`,
      'header',
      'name each column once',
    );
  const unknown = required.includes('id')
    ? unknownColumns(header)
    : header.filter((name) => !['product_id', 'rating', 'title', 'text', 'date'].includes(name));
  if (unknown[0] !== undefined) {
    throw new UnreadableFile(
      `there is no column "${unknown[0].slice(0, 60)}"`,
      unknown[0].slice(0, 60) || 'header',
      'rename it or leave it out; attributes are columns such as attributes.colour',
    );
  }
  return header;
}

/** The start of a file up to its first newline, to find the separator in. */
async function firstLine(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(65_536), 0, 65_536, 0);
    return buffer.subarray(0, bytesRead).toString('utf8').split('\n', 1)[0] ?? '';
  } finally {
    await file.close();
  }
}

function unreadable(raw: RawRow): { problems: FieldProblem[] } {
  return {
    problems: [{ field: 'row', message: raw.problem?.message ?? '', fix: raw.problem?.fix ?? '' }],
  };
}

function check<T>(schema: z.ZodType<T>, value: unknown): ReadRow<T>['result'] {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { value: parsed.data };
  return {
    problems: fieldProblems(parsed.error.issues).map((problem) =>
      problem.field === 'body' ? { ...problem, field: 'row' } : problem,
    ),
  };
}
