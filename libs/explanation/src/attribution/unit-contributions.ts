import { dot, norm, type TowerChannels } from '#encoder';
import { centredLength } from './cell-map.js';

/** What one raw unit adds to d . v. */
export interface UnitContribution {
  readonly unit: number;
  /** Its mean over the picture. */
  readonly activation: number;
  readonly contribution: number;
}

/**
 * The direct contribution of each raw unit to d . v, exactly. With x = sum_u a_u W_u + b and the centred vector
 * v = s (x / |x| - mu), s = 1 / |x / |x| - mu|:
 *
 *   contribution_u = s a_u (W_u . d) / |x|,   rest = s ((b . d) / |x| - mu . d),
 *   and   sum_u contribution_u + rest = d . v.
 *
 * Direct means: through the linear map alone. |x| is taken as it is, though units change it too. In float64.
 *
 * @param mean mu of pictures
 * @param direction d: of a neuron, or a query's vector
 */
export function unitContributions(
  { vector, activations, weights, bias }: Extract<TowerChannels, { kind: 'linear' }>,
  mean: Float32Array,
  direction: Float32Array,
): { units: UnitContribution[]; rest: number } {
  const length = norm(vector);
  const centred = length === 0 ? 0 : centredLength(vector, length, mean);
  const scale = centred === 0 ? 0 : 1 / (centred * length);
  const width = direction.length;
  const units = Array.from(activations, (activation, unit) => ({
    unit,
    activation,
    contribution: scale * activation * dot(direction, weights.subarray(unit * width, (unit + 1) * width)),
  }));
  return { units, rest: scale * (dot(direction, bias) - length * dot(direction, mean)) };
}
