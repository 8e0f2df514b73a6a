import type { EntityManager } from 'typeorm';
import { dot, type Modality } from '#encoder';
import { settingSchema, type Setting } from '../corrections/change.js';
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

interface Row {
  readonly id: string;
  readonly neuron: number;
  readonly kind: string;
  readonly value: Readonly<Record<string, unknown>> & { readonly carried?: number };
  readonly author: string;
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
  await manager.query('lock table neuron_change in share row exclusive mode');
  const rows = await manager.query<Row[]>(
    `select id, neuron, kind, value, author from neuron_change c where dictionary = $1 and kind <> 'undo'
       and not exists (select 1 from neuron_change u where u.undoes = c.id) order by id`,
    [from.id],
  );
  const there = await manager.query<{ root: string }[]>(
    `select coalesce(value->>'carried', id::text) as root from neuron_change where dictionary = $1`,
    [to.id],
  );
  const known = new Set(there.map(({ root }) => Number(root)));
  const units = new Map<number, number | undefined>();
  const unitOf = (neuron: number): number | undefined => {
    if (!units.has(neuron)) units.set(neuron, neuron < from.size ? sameUnit(from, neuron, to) : undefined);
    return units.get(neuron);
  };
  const lost: LostCorrection[] = [];
  let carried = 0;
  for (const { id, neuron, kind, value, author } of rows) {
    const root = value.carried ?? Number(id);
    if (known.has(root)) continue;
    const unit = unitOf(neuron);
    const setting = mapped(settingSchema.parse({ ...value, kind }), unitOf, unit);
    if (unit === undefined || !setting) {
      lost.push({ change: Number(id), neuron, name: from.neuron(neuron).name, kind, author });
      continue;
    }
    await manager.query(
      'insert into neuron_change (dictionary, neuron, kind, value, author) values ($1, $2, $3, $4, $5)',
      [to.id, unit, kind, JSON.stringify({ ...value, ...setting, kind: undefined, carried: root }), author],
    );
    carried += 1;
  }
  return { from: from.id, carried, lost };
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
