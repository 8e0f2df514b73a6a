/** A lexeme of a tsvector with the label (A to D) of each place where it stands, in the order of the text. */
export interface PlacedLexeme {
  readonly lexeme: string;
  readonly labels: readonly Label[];
}

export type Label = 'A' | 'B' | 'C' | 'D';

// 'lexeme':1A,7,9C where quotes and backslashes of the lexeme are doubled; D is not written.
const entry = /'((?:[^'\\]|''|\\\\)*)'(?::([0-9A-D,]+))?/g;
const doubled = /''|\\\\/g;

/** Reads a tsvector in the text form in which PostgreSQL sends it. */
export function parseTsvector(text: string): PlacedLexeme[] {
  const found: PlacedLexeme[] = [];
  for (const [, quoted = '', places = ''] of text.matchAll(entry)) {
    found.push({
      lexeme: quoted.replace(doubled, (pair) => pair.charAt(0)),
      // A lexeme without places counts as one of the least label, as in ts_rank.
      labels: places === '' ? ['D'] : places.split(',').map(labelOf),
    });
  }
  return found;
}

function labelOf(place: string): Label {
  const last = place.at(-1);
  return last === 'A' || last === 'B' || last === 'C' ? last : 'D';
}
