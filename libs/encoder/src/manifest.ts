import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { EncoderManifest } from './encoder.js';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be a sha256 in lower-case hexadecimal');
// A file name may not leave the model's folder.
const file = z.string().regex(/^(?!.*\.\.)[\w.-]+(\/[\w.-]+)*$/, 'must be a path inside the model folder');
const triple = z.tuple([z.number(), z.number(), z.number()]);
const size = z.number().int().positive();
// A manifest may leave out what its model doesn't have.
const absent = <T>(value: T | null | undefined): T | null => value ?? null;

const schema = z.object({
  name: z.string().min(1),
  revision: z.string().min(1),
  family: z.enum(['concella', 'clip', 'siglip', 'mobileclip']),
  dimension: size,
  licence: z.string().min(1),
  source: z.string().min(1),
  image: z.object({
    file,
    sha256,
    input: z.string(),
    output: z.string(),
    cells: z.string().nullish().transform(absent),
    size,
    resize: z.enum(['squash', 'crop', 'pad']),
    interpolation: z.enum(['bicubic', 'bilinear']),
    exact: z.boolean().default(false),
    mean: triple,
    std: triple.refine((std) => std.every((value) => value > 0), 'must be positive'),
  }),
  text: z.object({
    file,
    sha256,
    ids: z.string(),
    mask: z.string().nullish().transform(absent),
    output: z.string(),
    contextLength: size,
    tokenizer: file,
    tokenizerSha256: sha256,
    pad: z.enum(['longest', 'max']),
    padId: z.number().int().nonnegative(),
    lowercase: z.boolean(),
    clean: z.enum(['clip', 'siglip']).nullish().transform(absent),
  }),
  centring: z.object({ file, sha256 }).nullish().transform(absent),
}) satisfies z.ZodType<EncoderManifest>;

/** A model folder that can't be used, with what to do about it. */
export class ModelError extends Error {}

/**
 * Checks the contents of a manifest.
 *
 * @throws {ModelError} naming each field that is wrong; `where` is the manifest's path.
 */
export function parseManifest(contents: unknown, where: string): EncoderManifest {
  const parsed = schema.safeParse(contents);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  throw new ModelError(`${where} is not a model manifest: ${fields}`);
}

/**
 * Reads models/<name>/manifest.json and checks every file that it names against its sha256.
 *
 * @throws {ModelError} when the model is absent, incomplete or altered.
 */
export async function readModel(folder: string): Promise<EncoderManifest> {
  const path = join(folder, 'manifest.json');
  let contents: unknown;
  try {
    contents = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) throw new ModelError(`${path} is not JSON: ${error.message}`);
    throw new ModelError(
      `there is no model at ${folder}: set MODEL to a folder of MODELS_DIR, or fetch one with npm run models:pull`,
    );
  }
  const manifest = parseManifest(contents, path);
  const named: [string, string][] = [
    [manifest.image.file, manifest.image.sha256],
    [manifest.text.file, manifest.text.sha256],
    [manifest.text.tokenizer, manifest.text.tokenizerSha256],
  ];
  if (manifest.centring) named.push([manifest.centring.file, manifest.centring.sha256]);
  for (const [name, expected] of new Map(named)) {
    const actual = await fileSha256(join(folder, name));
    if (actual === undefined) throw new ModelError(`${join(folder, name)} is missing; fetch the model again`);
    if (actual !== expected) {
      throw new ModelError(
        `${join(folder, name)} is not the file that the manifest names (sha256 ${actual}, expected ${expected}); fetch the model again`,
      );
    }
  }
  return manifest;
}

/** sha256 of a file in hexadecimal, or undefined where there is no such file. */
export async function fileSha256(path: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  return hash.digest('hex');
}

/** "<name>@<revision>": the key of what one model computes. */
export function modelId(manifest: EncoderManifest): string {
  return `${manifest.name}@${manifest.revision}`;
}
