import { readFile, writeFile } from 'node:fs/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { z } from 'zod';

const answerSchema = z.object({
  /** "<shop>/<kind>/<number>" */
  name: z.string(),
  /** For people; it is not compared. */
  question: z.object({
    method: z.string(),
    path: z.string(),
    body: z.unknown().optional(),
    picture: z.string().optional(),
  }),
  status: z.int(),
  type: z.string(),
  body: z.unknown(),
});
/** One answer of a recording. */
export type Answer = z.output<typeof answerSchema>;

/** Writes answers as lines of JSON, compressed. */
export async function writeRecording(path: string, answers: readonly Answer[]): Promise<void> {
  await writeFile(path, gzipSync(answers.map((answer) => `${JSON.stringify(answer)}\n`).join('')));
}

/** @throws {Error} for a file that is no recording. */
export async function readRecording(path: string): Promise<Answer[]> {
  const lines = gunzipSync(await readFile(path)).toString('utf8');
  return lines
    .split('\n')
    .filter(Boolean)
    .map((line) => answerSchema.parse(JSON.parse(line)));
}
