import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectFolder, seededRandom } from '#platform';
import { fitInThread } from './fit-in-thread.js';
import { defaultFit } from './fitter.js';
import { arraysOf, type FitSettings, type Pairs, type Parameters } from './parameters.js';

const dimension = 32;
const settings: FitSettings = { ...defaultFit, units: 128, active: 6, batch: 256, epochs: 200 };
const limit = { timeout: 300_000 };

function randomPairs(seed = 1): Pairs {
  const random = seededRandom(seed);
  const rows = (): Float32Array => Float32Array.from({ length: 1024 * dimension }, () => random() - 0.5);
  return { count: 1024, dimension, image: rows(), text: rows() };
}

/** The same fit in a process of its own, of the built code: an uncaught kill ends it wherever it is. */
const script = `
  import { fitInThread } from ${JSON.stringify(join(projectFolder, 'dist/libs/neurons/src/fit/fit-in-thread.js'))};
  import { seededRandom } from ${JSON.stringify(join(projectFolder, 'dist/libs/platform/src/index.js'))};
  const dimension = ${dimension};
  const random = seededRandom(1);
  const rows = () => Float32Array.from({ length: 1024 * dimension }, () => random() - 0.5);
  const pairs = { count: 1024, dimension, image: rows(), text: rows() };
  await fitInThread(pairs, { settings: ${JSON.stringify(settings)}, checkpoint: process.env.CHECKPOINT });
`;

describe('a fit in a thread', () => {
  const pairs = randomPairs();
  let folder: string;
  let whole: Parameters;

  const resumed = async (checkpoint: string): Promise<{ first: number; parameters: Parameters }> => {
    let first: number | undefined;
    const parameters = await fitInThread(pairs, {
      settings,
      checkpoint,
      onProgress: ({ step }) => (first ??= step),
    });
    return { first: first ?? 0, parameters };
  };
  const expectSame = (parameters: Parameters): void => {
    const wanted = arraysOf(whole);
    // toEqual on arrays of thousands takes seconds.
    arraysOf(parameters).forEach((array, i) =>
      expect(array.every((x, j) => x === wanted[i]?.[j])).toBe(true),
    );
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'concella-fit-'));
    whole = await fitInThread(pairs, { settings });
  }, 300_000);
  afterAll(() => rm(folder, { recursive: true }));

  it('gives the same dictionary when it is aborted and goes on', limit, async () => {
    const checkpoint = join(folder, 'aborted');
    const stop = new AbortController();
    const fit = fitInThread(pairs, {
      settings,
      checkpoint,
      signal: stop.signal,
      onProgress: ({ step }) => {
        if (step >= 150) stop.abort(new Error('enough'));
      },
    });
    await expect(fit).rejects.toThrow('enough');
    const { first, parameters } = await resumed(checkpoint);
    expect(first).toBeGreaterThan(100);
    expectSame(parameters);
  });

  it('gives the same dictionary when its process is killed and another goes on', limit, async () => {
    const checkpoint = join(folder, 'killed');
    // A file: threads have the options of their process, and `--input-type` is none for them.
    const program = join(folder, 'fit.mjs');
    await writeFile(program, script);
    const child = spawn(process.execPath, [program], {
      env: { ...process.env, CHECKPOINT: checkpoint },
      stdio: 'inherit',
    });
    const ended = once(child, 'exit');
    while (!existsSync(checkpoint) && child.exitCode === null) await sleep(5);
    child.kill('SIGKILL');
    expect(await ended).toEqual([null, 'SIGKILL']);
    const { first, parameters } = await resumed(checkpoint);
    expect(first).toBeGreaterThan(100);
    expectSame(parameters);
  });

  it("begins anew where the checkpoint is another fit's", limit, async () => {
    const checkpoint = join(folder, 'other');
    const short = { ...settings, epochs: 1 };
    await fitInThread(randomPairs(2), { settings: short, checkpoint });
    let first: number | undefined;
    const fresh = await fitInThread(pairs, {
      settings: short,
      checkpoint,
      onProgress: ({ step }) => (first ??= step),
    });
    expect(first).toBeLessThanOrEqual(10);
    const wanted = await fitInThread(pairs, { settings: short });
    expect(fresh.encoder).toEqual(wanted.encoder);
  });
});
