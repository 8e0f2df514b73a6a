import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Embedder } from '#encoder';
import type { Neuron } from '../dictionary.js';
import type { Parameters } from '../fit/parameters.js';
import { facets } from '../words/vocabulary.js';
import { packWeights, trainedId, unpackWeights } from './dictionary-weights.js';
import { TrainedDictionary } from './trained-dictionary.js';

const share = z.number().min(0).max(1);
const detectionSchema = z.strictObject({
  positives: z.int().min(0),
  auc: share,
  firesWith: share,
  firesWithout: share,
});

/** A unit's name with what speaks for it; null: unnamed. */
const nameSchema = z
  .strictObject({
    name: z.string().min(1),
    facet: z.enum(facets),
    parts: z
      .array(z.strictObject({ name: z.string().min(1), facet: z.enum(facets) }))
      .min(2)
      .readonly()
      .optional(),
    sensitive: z.boolean(),
    witnesses: z
      .array(z.enum(['vocabulary', 'copy', 'attributes']))
      .min(1)
      .readonly(),
    confidence: share,
    image: detectionSchema.optional(),
    text: detectionSchema.optional(),
  })
  .nullable();

/** One a unit, in order. */
export const namesSchema = z.array(nameSchema);
export type Names = z.output<typeof namesSchema>;

export const dictionaryManifestSchema = z.strictObject({
  id: z.string(),
  /** The encoder whose centred vectors it codes, and the means that they are centred with. */
  model: z.string(),
  centring: z.string(),
  dimension: z.int().min(1),
  units: z.int().min(1),
  active: z.int().min(1),
  /** How it was fitted, and on how many pairs of what. */
  settings: z.record(z.string(), z.union([z.number(), z.array(z.number())])),
  pairs: z.int().min(1),
  fittedOn: z.string(),
  /** It waits to be activated; without it the dictionary serves as soon as its encoder does. */
  standby: z.literal(true).optional(),
  weights: z.strictObject({ file: z.string(), sha256: z.string() }),
  names: z.strictObject({ file: z.string(), sha256: z.string() }),
});
export type DictionaryManifest = z.output<typeof dictionaryManifestSchema>;

const files = { manifest: 'manifest.json', weights: 'weights.bin', names: 'names.json' } as const;

/** Neurons as the names say; a unit without one has no confidence either. */
export function namedNeurons(names: Names): Neuron[] {
  return names.map((name, id) =>
    name
      ? {
          id,
          name: name.name,
          facet: name.facet,
          parts: name.parts,
          confidence: name.confidence,
          sensitive: name.sensitive,
          evidence: { witnesses: name.witnesses, image: name.image, text: name.text },
        }
      : { id, name: null, facet: null, confidence: 0, sensitive: false },
  );
}

/** A trained dictionary as it is stored: in a folder or in the table `dictionary`. */
export interface DictionaryFiles {
  readonly manifest: DictionaryManifest;
  readonly weights: Uint8Array;
  readonly names: Names;
}

/** The dictionary of stored files. */
export function trainedDictionary({ manifest, weights, names }: DictionaryFiles): TrainedDictionary {
  return new TrainedDictionary(
    manifest.id,
    unpackWeights(weights, manifest.units, manifest.dimension),
    manifest.active,
    namedNeurons(names),
  );
}

/**
 * The files of a folder; undefined where it holds no dictionary.
 *
 * @throws {Error} naming the file that is altered or missing
 */
export async function readDictionaryFiles(folder: string): Promise<DictionaryFiles | undefined> {
  if (!existsSync(join(folder, files.manifest))) return undefined;
  const manifest = dictionaryManifestSchema.parse(
    JSON.parse(await readFile(join(folder, files.manifest), 'utf8')),
  );
  const [weights, names] = await Promise.all(
    [manifest.weights, manifest.names].map(async ({ file, sha256 }) => {
      const contents = await readFile(join(folder, file));
      if (sha256Of(contents) !== sha256)
        throw new Error(`${join(folder, file)} is not the file that its manifest names; fetch it again`);
      return contents;
    }),
  );
  if (!weights || !names) throw new Error(`${folder} is incomplete`);
  return { manifest, weights, names: namesSchema.parse(JSON.parse(names.toString('utf8'))) };
}

/** Whether a dictionary codes what this encoder serves: the same model, centred with the same means. */
export function fits(
  { model, centring }: Pick<DictionaryManifest, 'model' | 'centring'>,
  encoder: Pick<Embedder, 'model' | 'centringId'>,
): boolean {
  return model === encoder.model && centring === encoder.centringId;
}

/**
 * The shipped dictionary of a folder; undefined where there is none or where it is of another encoder or other means.
 *
 * @throws {Error} naming the file that is altered or missing
 */
export async function readDictionaryFolder(
  folder: string,
  encoder: Pick<Embedder, 'model' | 'centringId'>,
): Promise<TrainedDictionary | undefined> {
  const found = await readDictionaryFiles(folder);
  return found && fits(found.manifest, encoder) ? trainedDictionary(found) : undefined;
}

/** What a folder is written from, but for what is computed of it. */
export type FittedDictionary = Omit<
  DictionaryManifest,
  'id' | 'dimension' | 'units' | 'weights' | 'names'
> & { readonly parameters: Parameters; readonly named: Names };

/** The stored form of a fitted dictionary. */
export function dictionaryFiles({ parameters, named, ...about }: FittedDictionary): DictionaryFiles {
  const weights = packWeights(parameters);
  return {
    manifest: {
      id: trainedId(weights, about.active, about.model),
      dimension: parameters.dimension,
      units: parameters.units,
      ...about,
      weights: { file: files.weights, sha256: sha256Of(weights) },
      names: { file: files.names, sha256: sha256Of(namesBytes(named)) },
    },
    weights,
    names: named,
  };
}

/** Writes manifest.json, weights.bin and names.json; returns the manifest. */
export async function writeDictionaryFolder(
  folder: string,
  fitted: FittedDictionary,
): Promise<DictionaryManifest> {
  const stored = dictionaryFiles(fitted);
  await writeDictionaryFiles(folder, stored);
  return stored.manifest;
}

/** As {@link writeDictionaryFolder}, for a dictionary that is in its stored form already. */
export async function writeDictionaryFiles(
  folder: string,
  { manifest, weights, names }: DictionaryFiles,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, files.weights), weights);
  await writeFile(join(folder, files.names), namesBytes(names));
  await writeFile(join(folder, files.manifest), `${JSON.stringify(manifest, null, 2)}\n`);
}

function namesBytes(names: Names): Buffer {
  return Buffer.from(`${JSON.stringify(names)}\n`);
}

function sha256Of(contents: Uint8Array): string {
  return createHash('sha256').update(contents).digest('hex');
}
