import type { Estimate } from '#platform';

/** "+.032 [-.012, +.076]" */
export function shownDifference({ mean, low, high }: Estimate): string {
  const signed = (value: number): string => `${value < 0 ? '' : '+'}${figure(value)}`;
  return `${signed(mean)} [${signed(low)}, ${signed(high)}]`;
}

/** ".432 [.388, .476]" */
export function shown({ mean, low, high }: Estimate): string {
  return `${figure(mean)} [${figure(low)}, ${figure(high)}]`;
}

/** Three decimals without the leading zero, as shares are printed. */
export function figure(value: number): string {
  return value.toFixed(3).replace(/^(-?)0\./, '$1.');
}
