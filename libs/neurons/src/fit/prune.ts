import { arraysOf, rowsOf, sides, zerosLike, type Pairs, type Parameters } from './parameters.js';
import type { UnitSelector } from './unit-selector.js';

/** A unit with fewer firings than this share of the pairs stands for a product or two, or for nothing. */
const leastShare = 5e-4;

/**
 * The units with at least one firing, on either side, in 2,000 pairs, in their order; the others are left out: they would
 * be listed and hardly ever seen.
 */
export async function withoutSilent(
  parameters: Parameters,
  pairs: Pairs,
  selector: UnitSelector,
  { active, batch }: { readonly active: number; readonly batch: number },
): Promise<Parameters> {
  const { dimension } = parameters;
  const counts = new Uint32Array(parameters.units);
  for (let from = 0; from < pairs.count; from += batch) {
    const count = Math.min(batch, pairs.count - from);
    const some = rowsOf(
      pairs,
      Uint32Array.from({ length: count }, (_, at) => from + at),
    );
    const firing = await selector.select(parameters, some, new Float32Array(count), active);
    for (const side of sides)
      firing[side].units.forEach((unit, at) => {
        if ((firing[side].activations[at] as number) > 0) counts[unit] = (counts[unit] as number) + 1;
      });
  }
  const least = Math.max(1, leastShare * pairs.count);
  const kept = Array.from(counts.keys()).filter((unit) => (counts[unit] as number) >= least);
  const left = zerosLike({ units: kept.length, dimension });
  const before = arraysOf(parameters);
  arraysOf(left).forEach((array, a) => {
    const width = array.length / kept.length;
    kept.forEach((unit, k) =>
      array.set(before[a]?.subarray(unit * width, (unit + 1) * width) ?? [], k * width),
    );
  });
  return left;
}
