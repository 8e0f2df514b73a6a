import { createReadStream, existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';
import { z } from 'zod';
import { projectFolder } from '#platform';

/** Where the collected data sets are; they are no part of the project. */
export const dataFolder = resolve(process.env.CONCELLA_DATA ?? join(projectFolder, '../shared/data'));

const recordSchema = z.object({
  id: z.string(),
  /** "<tar>/<member>" */
  file: z.string(),
  title: z.string(),
  family: z.string().optional(),
  shop: z.string().optional(),
  twin: z.string().optional(),
  split: z.string().optional(),
  description: z.string().default(''),
  category: z.array(z.string()).default([]),
  attributes: z
    .record(z.string(), z.union([z.string(), z.number().transform(String), z.array(z.string())]))
    .default({}),
  reviews: z.array(z.object({ title: z.string().optional(), text: z.string() })).default([]),
});

/** A product as a collected data set has it. */
export type SourceRecord = z.output<typeof recordSchema>;

const querySchema = z.object({ id: z.string(), query: z.string(), class: z.string().optional() });
export type SourceQuery = z.output<typeof querySchema>;

const garmentSchema = z.object({
  id: z.string(),
  category: z.array(z.string()).default([]),
  /** Some have stars and no words. */
  reviews: z
    .array(z.object({ text: z.string().optional() }))
    .transform((all) => all.flatMap(({ text }) => text ?? [])),
});
/** A garment of which only the kind and what was written of it are known. */
export type ReviewedGarment = z.output<typeof garmentSchema>;

/** Records of a data set with pictures; undefined where it is not there. */
export async function readRecords(set: string): Promise<SourceRecord[] | undefined> {
  return readLines(set, recordSchema);
}

/** Shoppers' queries without products; undefined where they are not there. */
export async function readQueries(): Promise<SourceQuery[] | undefined> {
  return readLines('queries', querySchema);
}

/** Garments with reviews, without pictures and names, of the encoder's training; undefined where they are not there. */
export async function readGarments(): Promise<ReviewedGarment[] | undefined> {
  return readLines('reviews-womens', garmentSchema);
}

async function readLines<T extends z.ZodType>(set: string, schema: T): Promise<z.output<T>[] | undefined> {
  const path = join(dataFolder, `${set}.jsonl.gz`);
  if (!existsSync(path)) return undefined;
  const lines = gunzipSync(await readFile(path))
    .toString('utf8')
    .split('\n')
    .filter(Boolean);
  return lines.map((line) => schema.parse(JSON.parse(line)));
}

/**
 * The pictures of these records by `file`.
 *
 * @throws {Error} when a tar file lacks one of them.
 */
export async function readPictures(files: Iterable<string>): Promise<Map<string, Buffer>> {
  const wanted = new Set(files);
  const pictures = new Map<string, Buffer>();
  for (const tar of new Set(Array.from(wanted, (file) => file.split('/')[0]!))) {
    const members = extract();
    const reading = pipeline(createReadStream(join(dataFolder, tar)), members);
    for await (const member of members) {
      const file = `${tar}/${member.header.name}`;
      if (wanted.has(file)) pictures.set(file, await buffer(member));
      else member.resume();
    }
    await reading;
  }
  for (const file of wanted) if (!pictures.has(file)) throw new Error(`${file} is missing in ${dataFolder}`);
  return pictures;
}
