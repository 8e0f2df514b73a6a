const whole = new Intl.NumberFormat('en');
const hundredths = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

export function formatCount(count: number): string {
  return whole.format(count);
}

/** A share as "12 %"; a share below one percent is not said to be none. */
export function formatShare(share: number): string {
  if (share > 0 && share < 0.01) return 'under 1 %';
  return `${Math.round(share * 100)} %`;
}

/** An activation, a cosine or an area, to the hundredth, with a real minus sign. */
export function formatHundredths(value: number): string {
  return hundredths.format(value).replace('-', '\u2212');
}
