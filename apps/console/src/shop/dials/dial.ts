/** How much a neuron is turned up (above 0) or down. */
export interface Dial {
  readonly neuron: number;
  /** -2 to 2, never 0. */
  readonly weight: number;
}

/** What the engine takes at most. */
export const mostDials = 10;
export const mostWeight = 2;

/** Reads dials as {@link writeDial} writes them; what is not understood, or comes again, is left out. */
export function readDials(written: readonly string[]): Dial[] {
  const dials = new Map<number, Dial>();
  for (const text of written) {
    const match = /^(\d{1,7}):(-?\d(?:\.\d{1,17})?)$/.exec(text);
    if (match === null) continue;
    const [neuron, weight] = [Number(match[1]), Number(match[2])];
    if (weight === 0 || Math.abs(weight) > mostWeight || dials.has(neuron)) continue;
    dials.set(neuron, { neuron, weight });
  }
  return [...dials.values()].slice(0, mostDials);
}

/** A dial in the address: "511:-0.5". */
export function writeDial({ neuron, weight }: Dial): string {
  return `${neuron}:${weight}`;
}

/** The dials with this one set; a weight of 0 takes it off. One too many is not taken. */
export function withDial(dials: readonly Dial[], { neuron, weight }: Dial): readonly Dial[] {
  if (weight === 0) return dials.filter((dial) => dial.neuron !== neuron);
  if (dials.some((dial) => dial.neuron === neuron))
    return dials.map((dial) => (dial.neuron === neuron ? { neuron, weight } : dial));
  return dials.length < mostDials ? [...dials, { neuron, weight }] : dials;
}

/** A dial's weight in words: "much more", "less", "as it is". */
export function weightWords(weight: number): string {
  if (weight === 0) return 'as it is';
  const size = Math.abs(weight);
  const words = weight > 0 ? 'more' : 'less';
  if (size <= 0.5) return `a little ${words}`;
  return size < 1.5 ? words : `much ${words}`;
}
