import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { Adam } from './adam.js';
import type { FitState } from './fitter.js';
import { arraysOf, zerosLike, type Parameters } from './parameters.js';

/** What a checkpoint is of: another fit's is not taken up. */
interface Head {
  readonly key: string;
  readonly step: number;
  readonly units: number;
  readonly dimension: number;
  readonly held: number;
}

/**
 * Writes a fit's state so that a crash leaves the former file or the new one: a line of JSON, then parameters, moments
 * and silence as they lie in memory.
 *
 * @param key names settings and pairs
 */
export async function writeCheckpoint(path: string, key: string, state: FitState): Promise<void> {
  const { units, dimension } = state.parameters;
  const head: Head = { key, step: state.step, units, dimension, held: state.anchored };
  const arrays = [
    ...[state.parameters, state.adam.means, state.adam.squares].flatMap(arraysOf),
    state.silent,
  ];
  const bytes = arrays.map((array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength));
  await writeFile(`${path}.partial`, Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), ...bytes]));
  await rename(`${path}.partial`, path);
}

/** The state that {@link writeCheckpoint} wrote for this key; undefined where there is none. */
export async function readCheckpoint(path: string, key: string): Promise<FitState | undefined> {
  if (!existsSync(path)) return undefined;
  const contents = await readFile(path);
  const end = contents.indexOf('\n');
  const head = JSON.parse(contents.toString('utf8', 0, end)) as Head;
  if (head.key !== key) return undefined;
  const parameters: Parameters = zerosLike(head);
  const adam = new Adam(head, head.step);
  const silent = new Uint32Array(head.units);
  let at = end + 1;
  for (const array of [...[parameters, adam.means, adam.squares].flatMap(arraysOf), silent]) {
    const bytes = contents.subarray(at, at + array.byteLength);
    if (bytes.byteLength !== array.byteLength)
      throw new Error(`${path} is cut short: delete it and fit again`);
    new Uint8Array(array.buffer).set(bytes);
    at += array.byteLength;
  }
  return { step: head.step, parameters, adam, silent, anchored: head.held };
}
