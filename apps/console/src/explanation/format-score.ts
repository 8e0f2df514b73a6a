const plain = new Intl.NumberFormat('en', { minimumFractionDigits: 3, maximumFractionDigits: 3 });

/** A score or a part of one, to the thousandth, with a real minus sign. */
export function formatScore(value: number): string {
  return plain.format(Math.abs(value) < 0.0005 ? 0 : value).replace('-', '\u2212');
}

/** The same with its sign always shown, for what is added and taken away. */
export function formatPart(value: number): string {
  const text = formatScore(value);
  return value >= 0.0005 ? `+${text}` : text;
}
