import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Column, Entity, PrimaryColumn, type DataSource } from 'typeorm';
import { z } from 'zod';
import { oneAtATime } from '#platform';
import { norm, type Centring, type Encoder, type EncoderManifest } from '../encoder.js';
import { ModelError } from '../manifest.js';
import { vectorBytes, vectorFromBytes } from './vector-bytes.js';

/** Where the means come from for a model that ships none; asked at its first start only. */
export abstract class CentringReference {
  /** Names the set, stored beside the means. */
  abstract readonly name: string;
  /** Product words, at least a few hundred: the shipped vocabulary's phrases. */
  abstract texts(): Promise<readonly string[]>;
  /** File contents of at least a few hundred product pictures. */
  abstract pictures(): Promise<readonly Uint8Array[]>;
}

/** Means that were taken at a model's first start. */
@Entity({ name: 'centring' })
export class CentringRow {
  /** Of the model, and of its weights. */
  @PrimaryColumn({ type: 'text' })
  readonly model!: string;

  /** As {@link vectorBytes} writes a vector. */
  @Column({ type: 'bytea' })
  readonly image!: Buffer;

  @Column({ type: 'bytea' })
  readonly text!: Buffer;

  /** The set that they were taken over. */
  @Column({ type: 'text' })
  readonly reference!: string;
}

const file = z.object({ image: z.array(z.number()), text: z.array(z.number()) });

/** Twelve hexadecimal digits that change with the means, and so with the weights that gave them. */
export function centringId(centring: Centring): string {
  const hash = createHash('sha256').update(vectorBytes(centring.image)).update(vectorBytes(centring.text));
  return hash.digest('hex').slice(0, 12);
}

/** Mean of the unit-length outputs, in float64; outputs of no length count as zero. */
export function meanDirection(outputs: readonly Float32Array[], dimension: number): Float32Array {
  const sum = new Float64Array(dimension);
  for (const output of outputs) {
    const length = norm(output);
    if (length > 0) for (let i = 0; i < dimension; i += 1) sum[i] = (sum[i] ?? 0) + (output[i] ?? 0) / length;
  }
  return Float32Array.from(sum, (value) => value / Math.max(1, outputs.length));
}

/**
 * The means that a model ships (JSON `{ image: number[], text: number[] }`), or undefined where it ships none.
 *
 * @throws {ModelError} where their dimension is not the model's.
 */
export async function shippedCentring(
  folder: string,
  manifest: EncoderManifest,
): Promise<Centring | undefined> {
  if (!manifest.centring) return undefined;
  const path = join(folder, manifest.centring.file);
  const parsed = file.safeParse(JSON.parse(await readFile(path, 'utf8')));
  const means = parsed.success ? parsed.data : { image: [], text: [] };
  if (means.image.length !== manifest.dimension || means.text.length !== manifest.dimension) {
    throw new ModelError(
      `${path} does not hold an image and a text mean of ${manifest.dimension} numbers each`,
    );
  }
  return { image: Float32Array.from(means.image), text: Float32Array.from(means.text) };
}

/** Takes the means over a reference set. Costs one encoding of the whole set. */
export async function takeCentring(encoder: Encoder, reference: CentringReference): Promise<Centring> {
  const texts = await reference.texts();
  const pictures = await reference.pictures();
  if (texts.length === 0 || pictures.length === 0) {
    throw new ModelError(`the reference set "${reference.name}" has no texts or no pictures to centre with`);
  }
  const { dimension } = encoder.manifest;
  const [textOutputs, pictureOutputs] = await Promise.all([
    encoder.encodeTexts(texts),
    encoder.encodePictures(pictures),
  ]);
  return {
    text: meanDirection(textOutputs, dimension),
    image: meanDirection(
      pictureOutputs.map(({ vector }) => vector),
      dimension,
    ),
  };
}

/**
 * The means stored for this model, or, at its first start, taken over the reference set and stored.
 * Of two processes that start at once, one takes them and both use them.
 */
export async function storedCentring(
  dataSource: DataSource,
  encoder: Encoder,
  reference: CentringReference,
): Promise<Centring> {
  const key = weightsKey(encoder);
  return oneAtATime(dataSource, `centring ${key}`, async () => {
    const stored = await readCentring(dataSource, key);
    if (stored) return stored;
    const taken = await takeCentring(encoder, reference);
    await dataSource.getRepository(CentringRow).insert({
      model: key,
      image: vectorBytes(taken.image),
      text: vectorBytes(taken.text),
      reference: reference.name,
    });
    return taken;
  });
}

/** The means stored for this model; undefined before its first start. */
export function centringOf(
  dataSource: DataSource,
  encoder: Pick<Encoder, 'model' | 'manifest'>,
): Promise<Centring | undefined> {
  return readCentring(dataSource, weightsKey(encoder));
}

/** Other weights under the same name and revision (a model in development) have other means. */
function weightsKey({ model, manifest }: Pick<Encoder, 'model' | 'manifest'>): string {
  const { image, text } = manifest;
  const hash = createHash('sha256').update(`${image.sha256} ${text.sha256} ${text.tokenizerSha256}`);
  return `${model}#${hash.digest('hex').slice(0, 12)}`;
}

async function readCentring(dataSource: DataSource, key: string): Promise<Centring | undefined> {
  const row = await dataSource.getRepository(CentringRow).findOneBy({ model: key });
  return row ? { image: vectorFromBytes(row.image), text: vectorFromBytes(row.text) } : undefined;
}
