import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { norm } from '#encoder';
import { shippedFile } from './vocabulary.js';

const file = 'directions.bin';

/**
 * The shipped directions, so that the first start does not encode thousands of phrases: undefined where they are of
 * another model, other means or another vocabulary than `key` names.
 */
export async function readShippedDirections(
  key: string,
  dimension: number,
): Promise<Float32Array[] | undefined> {
  const path = shippedFile(file);
  if (!existsSync(path)) return undefined;
  const contents = await readFile(path);
  const end = contents.indexOf('\n');
  return contents.toString('utf8', 0, end) === key
    ? unpackDirections(contents.subarray(end + 1), dimension)
    : undefined;
}

/** Writes libs/neurons/vocabulary/directions.bin: the key on a line of its own, then one byte a coordinate. */
export async function writeShippedDirections(
  key: string,
  directions: readonly Float32Array[],
): Promise<void> {
  await writeFile(shippedFile(file), Buffer.concat([Buffer.from(`${key}\n`), packDirections(directions)]));
}

/** Each direction as signed bytes, its largest coordinate as 127: a quarter of the size, cosine to the original above .9999. */
export function packDirections(directions: readonly Float32Array[]): Buffer {
  return Buffer.concat(
    directions.map((direction) => {
      const largest = direction.reduce((most, x) => Math.max(most, Math.abs(x)), 0) || 1;
      return Buffer.from(Int8Array.from(direction, (x) => Math.round((x / largest) * 127)).buffer);
    }),
  );
}

/** Unit directions of {@link packDirections}. */
export function unpackDirections(bytes: Uint8Array, dimension: number): Float32Array[] {
  const coordinates = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.byteLength / dimension }, (_, k) => {
    const direction = Float32Array.from(coordinates.subarray(k * dimension, (k + 1) * dimension));
    const length = norm(direction);
    return length > 0 ? direction.map((x) => x / length) : direction;
  });
}
