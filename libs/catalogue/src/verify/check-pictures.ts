import { join } from 'node:path';
import type { Config, Finding } from '#platform';
import type { DataSource, EntityManager } from 'typeorm';
import { FolderStore, PictureFolder } from '../pictures/object-store.js';
import { unsealed } from '../pictures/served-pictures.js';
import { StoredPictures, type StoredState } from '../pictures/stored-pictures.js';

/** An upload writes pictures before the products that name them. */
const oldMs = 24 * 60 * 60_000;

/** Whether nobody brings pictures in, or begins to, until the transaction ends. */
type Quiet = (manager: EntityManager) => Promise<boolean>;

/** What was found of the pictures, and the hashes of those that have to be uploaded again. */
export interface CheckedPictures {
  readonly findings: readonly Finding[];
  readonly lost: ReadonlySet<string>;
}

/**
 * Checks the stored pictures and the copies made of them against the products. `repair` moves damaged pictures aside,
 * removes damaged copies, which are made again when asked for, and removes what no product names.
 */
export async function checkPictures(
  dataSource: DataSource,
  { storageDir, dataDir }: Pick<Config, 'storageDir' | 'dataDir'>,
  repair: boolean,
  quiet: Quiet,
): Promise<CheckedPictures> {
  const named = await namedHashes(dataSource);
  const folder = new PictureFolder(join(storageDir, 'pictures'));
  const pictures = new StoredPictures(folder);
  const whole = new Set<string>();
  const damaged = new Set<string>();
  const unnamed: string[] = [];
  let files = 0;
  for await (const key of folder.keys()) {
    files += 1;
    if (!named.has(key)) {
      unnamed.push(key);
      continue;
    }
    const state = await stateOf(pictures, key);
    if (state === 'whole') whole.add(key);
    if (state === 'damaged') damaged.add(key);
  }
  const missing = [...named].filter((hash) => !whole.has(hash) && !damaged.has(hash));
  // Of a missing one a folder may be there in the file's place.
  if (repair) for (const hash of [...damaged, ...missing]) await folder.setAside(hash);
  const removed = repair ? await removeUnnamed(dataSource, folder, unnamed, quiet) : 0;
  const findings: Finding[] = [
    {
      kind: 'pictures: missing',
      checked: named.size,
      found: missing.length,
      left: missing.length,
      details: await lostOf(dataSource, missing, 'is missing'),
    },
    {
      kind: 'pictures: damaged',
      checked: named.size,
      found: damaged.size,
      left: damaged.size,
      details: await lostOf(dataSource, [...damaged], 'is damaged'),
    },
    {
      kind: 'picture files of no product',
      checked: files,
      found: unnamed.length,
      left: unnamed.length - removed,
      harmless: true,
      details: [],
    },
  ];
  const copies = await checkCopies(new FolderStore(join(dataDir, 'thumbnails')), named, repair);
  return { findings: [...findings, ...copies], lost: new Set([...missing, ...damaged]) };
}

async function checkCopies(
  cache: FolderStore,
  named: ReadonlySet<string>,
  repair: boolean,
): Promise<Finding[]> {
  let [checked, damaged, unnamed] = [0, 0, 0];
  for await (const key of cache.keys()) {
    checked += 1;
    const isDamaged = !unsealed(await cache.get(key));
    const isUnnamed = !named.has(key.replace(/-\w+$/, ''));
    if (isDamaged) damaged += 1;
    else if (isUnnamed) unnamed += 1;
    if (repair && (isDamaged || isUnnamed)) await cache.remove(key);
  }
  return [
    { kind: 'served copies: damaged', checked, found: damaged, left: 0, details: [] },
    { kind: 'served copies of no product', checked, found: unnamed, left: 0, harmless: true, details: [] },
  ];
}

async function stateOf(pictures: StoredPictures, hash: string): Promise<StoredState> {
  try {
    return await pictures.state(hash);
  } catch (error) {
    // The disk can't read it, or it is larger than any picture.
    if (['EIO', 'ERR_FS_FILE_TOO_LARGE'].includes((error as NodeJS.ErrnoException).code ?? ''))
      return 'damaged';
    throw error;
  }
}

async function namedHashes(dataSource: DataSource): Promise<Set<string>> {
  const rows = await dataSource.query<{ hash: string }[]>(
    `select picture->>'contentHash' as hash from product, jsonb_array_elements(pictures) as picture
     union select content_hash from atom where channel = 'image'`,
  );
  return new Set(rows.map(({ hash }) => hash));
}

/** A line for each product that shows one of these pictures. */
async function lostOf(dataSource: DataSource, hashes: readonly string[], what: string): Promise<string[]> {
  if (hashes.length === 0) return [];
  const rows = await dataSource.query<{ id: string; source: string; hash: string }[]>(
    `select id, picture->>'source' as source, picture->>'contentHash' as hash
     from product, jsonb_array_elements(pictures) as picture
     where picture->>'contentHash' = any($1) order by ordinal`,
    [hashes],
  );
  return rows.map(
    ({ id, source, hash }) => `picture "${source}" of product "${id}" ${what} (${hash}): upload it again`,
  );
}

/** Removes old files that no product names, while no upload is at work and none can begin. @returns how many */
async function removeUnnamed(
  dataSource: DataSource,
  folder: PictureFolder,
  keys: readonly string[],
  quiet: Quiet,
): Promise<number> {
  if (keys.length === 0) return 0;
  return dataSource.transaction(async (manager) => {
    if (!(await quiet(manager))) return 0;
    const named: { content_hash: string }[] = await manager.query(
      `select content_hash from atom where channel = 'image' and content_hash = any($1)`,
      [keys],
    );
    const kept = new Set(named.map(({ content_hash }) => content_hash));
    let removed = 0;
    for (const key of keys) {
      const writtenAt = await folder.writtenAt(key);
      if (kept.has(key) || writtenAt === undefined || Date.now() - writtenAt < oldMs) continue;
      await folder.remove(key);
      removed += 1;
    }
    return removed;
  });
}
