/** A text as PostgreSQL can hold it: NUL and halves of surrogate pairs, as cut texts have, become U+FFFD. */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '\ufffd');
}
