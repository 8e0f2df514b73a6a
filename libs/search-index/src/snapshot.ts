import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { SnapshotOrigin } from './vector-index.js';

const format = 1;
const manifestName = 'manifest.json';

const manifestSchema = z.object({
  format: z.literal(format),
  generation: z.string(),
  kind: z.enum(['hnsw', 'exact']),
  dimension: z.number().int().positive(),
  /** Greatest norm that the index was made for: it is part of the vectors in the file. */
  maxNorm: z.number().positive(),
  count: z.number().int().nonnegative(),
  appliedSeq: z.string().regex(/^\d+$/),
  files: z.array(
    z.object({
      name: z.string().regex(/^[\w.-]+$/),
      bytes: z.number().int().nonnegative(),
      sha256: z.string(),
    }),
  ),
});

export type SnapshotManifest = z.infer<typeof manifestSchema>;

/** What a snapshot must be to be read: hnswlib reads a file of another dimension without a word. */
export interface SnapshotExpectation {
  readonly generation: string;
  /** Either unless given. */
  readonly kind?: 'hnsw' | 'exact';
  readonly dimension: number;
  readonly maxNorm: number;
  /** The last change that the database knows: a snapshot that knows later ones is of another database. */
  readonly lastSeq: bigint;
}

/** A snapshot that can't be used: absent, damaged, or of something else. The message says why. */
export class SnapshotRefused extends Error {
  override readonly name = 'SnapshotRefused';

  /** @param absent there is none at all, as at a first start. */
  constructor(
    message: string,
    readonly absent = false,
  ) {
    super(message);
  }
}

/**
 * Writes files and their manifest into the folder. The files get names of their own and the manifest is renamed
 * into place last: whoever reads the folder finds the old snapshot or the new one, never half of one.
 *
 * @param write writes one file at the path it is given and returns nothing.
 */
export async function writeSnapshot(
  folder: string,
  about: Omit<SnapshotManifest, 'format' | 'files' | 'generation' | 'appliedSeq'> & {
    origin: SnapshotOrigin;
  },
  files: Readonly<Record<string, (path: string) => Promise<void>>>,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const mark = randomUUID().slice(0, 8);
  try {
    await writeFiles(folder, mark, about, files);
  } catch (error) {
    // What is there of it takes up room, on a disk that may be full.
    await removeFiles(folder, (name) => name.startsWith(`${mark}.`));
    throw error;
  }
}

async function writeFiles(
  folder: string,
  mark: string,
  about: Parameters<typeof writeSnapshot>[1],
  files: Parameters<typeof writeSnapshot>[2],
): Promise<void> {
  const written: SnapshotManifest['files'] = [];
  for (const [part, write] of Object.entries(files)) {
    const name = `${mark}.${part}`;
    const path = join(folder, name);
    await write(path);
    await flush(path);
    written.push({ name, bytes: (await stat(path)).size, sha256: await sha256(path) });
  }
  const { origin, ...rest } = about;
  const manifest: SnapshotManifest = {
    format,
    generation: origin.generation,
    ...rest,
    appliedSeq: String(origin.appliedSeq),
    files: written,
  };
  const temporary = join(folder, `${mark}.${manifestName}`);
  const file = await open(temporary, 'w');
  try {
    await file.writeFile(JSON.stringify(manifest, undefined, 2));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, join(folder, manifestName));
  const keep = new Set([manifestName, ...written.map(({ name }) => name)]);
  await removeFiles(folder, (name) => !keep.has(name));
}

async function removeFiles(folder: string, which: (name: string) => boolean): Promise<void> {
  for (const name of await readdir(folder)) if (which(name)) await rm(join(folder, name), { force: true });
}

/**
 * Checks a snapshot and returns its manifest with the paths of its files by part.
 *
 * @throws {SnapshotRefused} when it is absent, damaged or not what is expected.
 */
export async function verifySnapshot(
  folder: string,
  expected: SnapshotExpectation,
): Promise<{ manifest: SnapshotManifest; paths: ReadonlyMap<string, string> }> {
  let text: string;
  try {
    text = await readFile(join(folder, manifestName), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new SnapshotRefused('there is no snapshot', true);
    throw error;
  }
  const parsed = manifestSchema.safeParse(parseJson(text));
  if (!parsed.success) throw new SnapshotRefused('the manifest is damaged or of another version');
  const manifest = parsed.data;
  for (const field of ['generation', 'kind', 'dimension', 'maxNorm'] as const) {
    const wanted = expected[field];
    if (wanted !== undefined && manifest[field] !== wanted) {
      throw new SnapshotRefused(`its ${field} is ${manifest[field]}, not ${wanted}`);
    }
  }
  if (BigInt(manifest.appliedSeq) > expected.lastSeq) {
    throw new SnapshotRefused(
      `it knows change ${manifest.appliedSeq}, the database only ${expected.lastSeq}`,
    );
  }
  const paths = new Map<string, string>();
  for (const file of manifest.files) {
    const path = join(folder, file.name);
    const bytes = await stat(path).then(
      ({ size }) => size,
      () => undefined,
    );
    if (bytes === undefined) throw new SnapshotRefused(`${file.name} is missing`);
    if (bytes !== file.bytes) throw new SnapshotRefused(`${file.name} has ${bytes} bytes, not ${file.bytes}`);
    if ((await sha256(path)) !== file.sha256) throw new SnapshotRefused(`${file.name} fails its checksum`);
    paths.set(file.name.slice(file.name.indexOf('.') + 1), path);
  }
  return { manifest, paths };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 18 })) hash.update(piece as Buffer);
  return hash.digest('hex');
}

async function flush(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
