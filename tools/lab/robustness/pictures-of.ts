import { crc32 } from 'node:zlib';
import { seededRandom } from '#platform';
import { readPictures, readRecords, type SourceRecord } from '../data/data-folder.js';
import { sampled } from '../statistics/sampled.js';

const seed = 20261128;

/** Pictures of a data set, at most so many; none where it is not there. */
export async function picturesOf(
  set: string,
  most: number,
  isWanted: (record: SourceRecord) => boolean,
): Promise<Buffer[]> {
  const records = ((await readRecords(set)) ?? []).filter(isWanted);
  const chosen = sampled(records, most, seededRandom(seed)).map(({ file }) => file);
  return [...(await readPictures(chosen)).values()];
}

/** The fifth of the set "objects" that no training uses. */
export function isHeldBack({ id }: SourceRecord): boolean {
  return crc32(id) % 5 === 0;
}
