import { parse } from 'csv-parse/sync';
import type { RawRow } from './split-rows.js';

/** A cell structure that does not fit the header, in words for the person who made the file. */
export interface CsvProblem {
  readonly field: string;
  readonly message: string;
  readonly fix: string;
}

/** The character between cells: of comma, semicolon and tab the one that the header holds most of, outside quotes. */
export function detectSeparator(header: string): string {
  const bare = header.replaceAll(/"[^"]*"/g, '');
  const count = (separator: string): number => bare.split(separator).length;
  return [',', ';', '\t'].reduce((best, separator) => (count(separator) > count(best) ? separator : best));
}

/** The cells of one row. @throws when csv-parse can't make sense of the quotes. */
export function cells(text: string, separator: string): string[] {
  const rows: string[][] = parse(text, {
    delimiter: separator,
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
  });
  return rows[0] ?? [];
}

/** Maps a row's cells to the header's names; empty cells are left out. */
export function toRecord(
  header: readonly string[],
  row: RawRow,
  separator: string,
): { record: Map<string, string> } | { problem: CsvProblem } {
  let values: string[];
  try {
    values = cells(row.text, separator);
  } catch (error) {
    return {
      problem: {
        field: 'row',
        message: `not a readable CSV row: ${error instanceof Error ? error.message.slice(0, 200) : 'unknown'}`,
        fix: 'check the quotes of this row',
      },
    };
  }
  // Spreadsheets leave empty cells behind the last column.
  while (values.length > header.length && values.at(-1) === '') values.pop();
  if (values.length !== header.length) {
    return {
      problem: {
        field: 'row',
        message: `the row has ${values.length} cells, the header has ${header.length}`,
        fix: `put text that holds "${separator === '\t' ? 'tab' : separator}" in quotes`,
      },
    };
  }
  const record = new Map<string, string>();
  for (const [index, name] of header.entries()) {
    const value = values[index] ?? '';
    if (value !== '') record.set(name, value);
  }
  return { record };
}
