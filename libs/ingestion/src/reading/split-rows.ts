import { limits } from '../limits.js';

/** One row of a file as text, or why it can't be read. */
export interface RawRow {
  /** As editors and spreadsheets count: the first line is 1. A CSV record with newlines inside counts once. */
  readonly row: number;
  readonly text: string;
  readonly problem?: { readonly message: string; readonly fix: string };
}

export interface SplitOptions {
  /** The character between cells when quotes may hold newlines (CSV); undefined for one row a line. */
  readonly separator?: string;
  readonly maxCharacters?: number;
}

const quote = 0x22;
const newline = 0x0a;

const tooLong = (max: number): { message: string; fix: string } => ({
  message: `the row is longer than ${max} characters`,
  fix: 'shorten it, or look for a line break or a closing quote that is missing',
});
const notClosed = {
  message: 'a quote that is opened in this row is never closed',
  fix: 'close it, or double it ("") where it belongs to the text',
};

/** So many rows open a quote that is never closed that the file is hardly CSV, and would take hours to read. */
export class TooManyOpenQuotes extends Error {}

/**
 * Splits decoded text into rows while holding at most one row in memory. A row that is too long is skipped
 * to its end; after a quote that is never closed, reading goes on at the next line.
 *
 * @throws {TooManyOpenQuotes}
 */
export async function* splitRows(
  chunks: AsyncIterable<string>,
  { separator, maxCharacters = limits.rowCharacters }: SplitOptions = {},
): AsyncGenerator<RawRow> {
  const scanner = new Scanner(separator?.charCodeAt(0));
  let row = 0;
  let pending = '';
  let skipping = false;
  let openQuotes = 0;

  const take = function* (final: boolean): Generator<RawRow> {
    for (;;) {
      const end = skipping ? pending.indexOf('\n') : scanner.findEnd(pending);
      if (end >= 0) {
        const text = pending.slice(0, end);
        pending = pending.slice(end + 1);
        scanner.reset();
        if (skipping) skipping = false;
        else if (text.length > maxCharacters) yield { row: ++row, text: '', problem: tooLong(maxCharacters) };
        else yield { row: ++row, text: text.endsWith('\r') ? text.slice(0, -1) : text };
        continue;
      }
      if (skipping) {
        pending = '';
        return;
      }
      if (!final && pending.length <= maxCharacters) return;
      if (pending === '') return;
      const lineEnd = scanner.inQuotes ? pending.indexOf('\n') : -1;
      if (scanner.inQuotes && (lineEnd >= 0 || final)) {
        openQuotes += 1;
        if (openQuotes > limits.openQuotes) throw new TooManyOpenQuotes();
        yield { row: ++row, text: '', problem: notClosed };
        pending = lineEnd >= 0 ? pending.slice(lineEnd + 1) : '';
        scanner.reset();
        continue;
      }
      if (final && pending.length <= maxCharacters) {
        yield { row: ++row, text: pending.endsWith('\r') ? pending.slice(0, -1) : pending };
      } else {
        yield { row: ++row, text: '', problem: tooLong(maxCharacters) };
        skipping = true;
      }
      pending = '';
      scanner.reset();
      return;
    }
  };

  for await (const chunk of chunks) {
    pending += chunk;
    yield* take(false);
  }
  yield* take(true);
}

/** Finds the end of the row at the start of a text that grows; remembers how far it has looked. */
class Scanner {
  inQuotes = false;
  private at = 0;
  private cellStart = true;
  private afterQuotes = false;

  constructor(private readonly separator: number | undefined) {}

  reset(): void {
    this.inQuotes = false;
    this.at = 0;
    this.cellStart = true;
    this.afterQuotes = false;
  }

  /** Index of the newline that ends the row, or -1 when the text so far does not hold it. */
  findEnd(text: string): number {
    if (this.separator === undefined) {
      const end = text.indexOf('\n', this.at);
      this.at = text.length;
      return end;
    }
    for (; this.at < text.length; this.at += 1) {
      const code = text.charCodeAt(this.at);
      if (this.inQuotes) {
        if (code === quote) {
          this.inQuotes = false;
          this.afterQuotes = true;
        }
        continue;
      }
      if (code === newline) return this.at;
      // A quote opens a cell at its start only; a doubled one inside a quoted cell opens it again.
      if (code === quote && (this.cellStart || this.afterQuotes)) this.inQuotes = true;
      this.afterQuotes = false;
      this.cellStart = code === this.separator;
    }
    return -1;
  }
}

/**
 * Decodes a file's bytes as UTF-8 without its byte-order mark. What is not UTF-8 becomes U+FFFD,
 * which the row checks then report with the row it is in.
 */
export async function* decodeText(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8');
  for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}
