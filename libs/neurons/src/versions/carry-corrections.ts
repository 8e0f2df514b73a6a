import type { EntityManager } from 'typeorm';
import { dot, type Modality } from '#encoder';
import { settingSchema, type Setting } from '../corrections/change.js';
import { changesInForce, lockChanges } from '../corrections/change-log.js';
import { NeuronChangeRow } from '../corrections/neuron-change-row.js';
import type { NeuronDictionary } from '../dictionary.js';

/** A unit of another dictionary is the same one where both of its directions are as near as this. */
export const leastCosine = 0.8;

/** A correction that has no unit to go to. */
export interface LostCorrection {
  readonly change: number;
  readonly neuron: number;
  readonly name: string | null;
  readonly kind: string;
  readonly author: string;
}

/** Which corrections went along when another dictionary became active. */
export interface CarriedCorrections {
  /** The dictionary that they were made on. */
  readonly from: string;
  readonly carried: number;
  readonly lost: readonly LostCorrection[];
}

type Directions = Pick<NeuronDictionary, 'size' | 'direction'>;

/** The unit of `to` nearest to one of `from`, where both directions have a cosine of {@link leastCosine} and more. */
export function sameUnit(from: Directions, unit: number, to: Directions): number | undefined {
  const own = (['image', 'text'] as const).map((modality: Modality) => from.direction(unit, modality));
  let best: { readonly unit: number; readonly cosine: number } | undefined;
  for (let other = 0; other < to.size; other += 1) {
    const cosine = Math.min(
      dot(own[0] as Float32Array, to.direction(other, 'image')),
      dot(own[1] as Float32Array, to.direction(other, 'text')),
    );
    if (cosine >= leastCosine && cosine > (best?.cosine ?? 0)) best = { unit: other, cosine };
  }
  return best?.unit;
}

/**
 * Writes what people changed on one dictionary as changes of another, in their order and with their authors; what was
 * undone stays behind. A change that came from the other one, or was carried before, is not carried again.
 */
export async function carryCorrections(
  manager: EntityManager,
  from: NeuronDictionary,
  to: NeuronDictionary,
): Promise<CarriedCorrections> {
  if (from.id === to.id) return { from: from.id, carried: 0, lost: [] };
  await lockChanges(manager);
  const there = await manager.findBy(NeuronChangeRow, { dictionary: to.id });
  const known = new Set(there.map(rootOf));
  const units = new Map<number, number | undefined>();
  const unitOf = (neuron: number): number | undefined => {
    if (!units.has(neuron)) units.set(neuron, neuron < from.size ? sameUnit(from, neuron, to) : undefined);
    return units.get(neuron);
  };
  const lost: LostCorrection[] = [];
  let carried = 0;
  for (const row of await changesInForce(manager, from.id)) {
    const { id, neuron, value, author } = row;
    const root = rootOf(row);
    if (known.has(root)) continue;
    const unit = unitOf(neuron);
    const setting = mapped(settingSchema.parse({ ...value, kind: row.kind }), unitOf, unit);
    if (unit === undefined || !setting) {
      lost.push({ change: Number(id), neuron, name: from.neuron(neuron).name, kind: row.kind, author });
      continue;
    }
    const { kind, ...set } = setting;
    await manager.insert(NeuronChangeRow, {
      dictionary: to.id,
      neuron: unit,
      kind,
      value: { ...value, ...set, carried: root },
      author,
    });
    carried += 1;
  }
  return { from: from.id, carried, lost };
}

/** The change that a person made, where this is one that was carried. */
function rootOf({ id, value: { carried } }: NeuronChangeRow): number {
  return carried ?? Number(id);
}

/** The setting as it is of the other dictionary's units; undefined where two that were merged became one or none. */
function mapped(
  setting: Setting,
  unitOf: (neuron: number) => number | undefined,
  own: number | undefined,
): Setting | undefined {
  if (setting.kind !== 'merged' || setting.into === null) return setting;
  const into = unitOf(setting.into);
  return into === undefined || into === own ? undefined : { ...setting, into };
}
