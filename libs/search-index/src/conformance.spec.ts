import { seededRandom } from '#platform';
import { cp, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dot } from '#encoder';
import { fusedVectors, testWeights } from '../../../test/support/fused-vectors.js';
import { longestHold } from '../../../test/support/held-thread.js';
import type { IndexSettings } from './engine.js';
import { maxNorm } from './fuse.js';
import { SnapshotRefused } from './snapshot.js';
import { ExactIndex, HnswIndex } from './worker-index.js';

type Index = ExactIndex | HnswIndex;

const dimension = 64;
const count = 20_000;
const settings: IndexSettings = { dimension, maxNorm: maxNorm(testWeights) };
const data = fusedVectors(count, dimension, 7);
const queries = Array.from({ length: 50 }, () => data.query());
const labels = Uint32Array.from({ length: count }, (_, i) => i);

function row(i: number): Float32Array {
  return data.vectors.subarray(i * dimension, (i + 1) * dimension);
}

/** Brute force in float64, written without the code under test. */
function truth(query: Float32Array, k: number, candidates: Iterable<number>, of = row): number[] {
  return [...candidates]
    .map((ordinal) => ({ ordinal, score: dot(query, of(ordinal)) }))
    .sort((a, b) => b.score - a.score)
    .slice(0, k)
    .map(({ ordinal }) => ordinal);
}

/** The true order of everything, for each query: sorted once, as every adapter is held against it. */
const orders = queries.map((query) => truth(query, count, labels));

async function recall(index: Index, k: number, allowed?: Uint32Array): Promise<number> {
  let found = 0;
  let wanted = 0;
  const passing = new Set(allowed ?? labels);
  for (const [i, query] of queries.entries()) {
    const expected = (orders[i] ?? []).filter((ordinal) => passing.has(ordinal)).slice(0, k);
    const answer = new Set((await index.search(query, k, allowed)).map(({ ordinal }) => ordinal));
    found += expected.filter((ordinal) => answer.has(ordinal)).length;
    wanted += expected.length;
  }
  return found / wanted;
}

/** Every adapter must pass all of this. */
function conforms(name: string, open: (settings: IndexSettings) => Promise<Index>): void {
  describe(name, () => {
    let index: Index;
    let folder: string;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'concella-index-'));
      index = await open(settings);
      await index.upsert(labels, data.vectors);
    });
    afterAll(async () => {
      await index.close();
      for (const each of [folder, `${folder}-copy`]) await rm(each, { recursive: true, force: true });
    });

    it('answers exact inner products, best first', async () => {
      for (const query of queries.slice(0, 10)) {
        const answer = await index.search(query, 20);
        expect(answer).toHaveLength(20);
        for (const { ordinal, score } of answer) expect(score).toBeCloseTo(dot(query, row(ordinal)), 9);
        expect(answer.map(({ score }) => score)).toEqual(
          answer.map(({ score }) => score).sort((a, b) => b - a),
        );
      }
    });

    it.each([10, 100, 300])('finds the true %i nearest', async (k) => {
      expect(await recall(index, k)).toBeGreaterThanOrEqual(0.99);
    });

    it.each([0.5, 0.3, 0.05, 0.005, 0.001])(
      'keeps recall with a filter that %d of the products pass',
      async (share) => {
        const random = seededRandom(3);
        const allowed = labels.filter(() => random() < share);
        expect(await recall(index, 10, allowed)).toBeGreaterThanOrEqual(0.99);
        for (const query of queries.slice(0, 10)) {
          const passing = new Set(allowed);
          const answer = await index.search(query, 10, allowed);
          expect(answer).toHaveLength(Math.min(10, allowed.length));
          expect(answer.every(({ ordinal }) => passing.has(ordinal))).toBe(true);
        }
      },
    );

    it('answers nothing when the filter passes nothing, or only labels that are not here', async () => {
      expect(await index.search(row(0), 10, new Uint32Array())).toEqual([]);
      expect(await index.search(row(0), 10, Uint32Array.of(count + 5))).toEqual([]);
    });

    it('refuses a query of another dimension and vectors that would break the order', async () => {
      await expect(index.search(new Float32Array(dimension - 1), 10)).rejects.toThrow(RangeError);
      const long = new Float32Array(dimension).fill(1);
      await expect(index.upsert(Uint32Array.of(count + 1), long)).rejects.toThrow(RangeError);
      await expect(index.upsert(Uint32Array.of(count + 1), long.fill(NaN))).rejects.toThrow(RangeError);
      await expect(index.upsert(Uint32Array.of(1, 2), row(0))).rejects.toThrow(RangeError);
      expect((await index.stats()).count).toBe(count);
    });

    it('comes back from its snapshot with the same answers', async () => {
      await index.snapshot(folder, { generation: 'g1', appliedSeq: 42n });
      const restored = await open(settings);
      expect(await restored.restore(folder, 'g1', 42n)).toBe(42n);
      expect(await restored.stats()).toEqual(await index.stats());
      for (const query of queries.slice(0, 20)) {
        expect(await restored.search(query, 10)).toEqual(await index.search(query, 10));
      }
      // And it goes on taking changes.
      await restored.remove(Uint32Array.of((await restored.search(row(5), 1))[0]?.ordinal ?? -1));
      await restored.upsert(Uint32Array.of(count + 7), row(5));
      expect((await restored.search(row(5), 50)).map(({ ordinal }) => ordinal)).toContain(count + 7);
      await restored.close();
    });

    it('refuses a snapshot that is damaged, cut short, absent or of something else', async () => {
      const refused = async (
        at: string,
        generation = 'g1',
        lastSeq = 42n,
        other = settings,
      ): Promise<string> => {
        const fresh = await open(other);
        const error: unknown = await fresh
          .restore(at, generation, lastSeq)
          .catch((reason: unknown) => reason);
        expect((await fresh.stats()).count).toBe(0);
        await fresh.close();
        expect(error).toBeInstanceOf(SnapshotRefused);
        return (error as Error).message;
      };
      const copy = `${folder}-copy`;
      const spoilt = async (spoil: (file: string) => Promise<void>): Promise<string> => {
        await rm(copy, { recursive: true, force: true });
        await cp(folder, copy, { recursive: true });
        const name = (await readdir(copy)).find((entry) => /\.(graph|vectors)$/.test(entry)) ?? '';
        await spoil(join(copy, name));
        return refused(copy);
      };
      expect(
        await spoilt(async (file) => {
          const content = await readFile(file);
          content.writeUInt8(content.readUInt8(content.length >> 1) ^ 1, content.length >> 1);
          await writeFile(file, content);
        }),
      ).toContain('checksum');
      expect(await spoilt((file) => truncate(file, 1000))).toContain('1000 bytes');
      expect(await spoilt((file) => rm(file))).toContain('missing');
      expect(await spoilt(() => writeFile(join(copy, 'manifest.json'), '{"format":'))).toContain('manifest');
      expect(await refused(join(folder, 'nowhere'))).toContain('no snapshot');
      expect(await refused(folder, 'g2')).toContain('generation');
      expect(await refused(folder, 'g1', 41n)).toContain('database only 41');
      expect(await refused(folder, 'g1', 42n, { ...settings, dimension: 32 })).toContain('dimension');
    });

    it('gives fewer than k when fewer exist, and nothing when empty', async () => {
      const small = await open(settings);
      expect(await small.search(row(0), 10)).toEqual([]);
      await small.upsert(Uint32Array.of(3, 9), data.vectors.subarray(0, 2 * dimension));
      expect(await small.search(row(0), 5_000)).toHaveLength(2);
      await small.remove(Uint32Array.of(3, 9, 11));
      expect(await small.search(row(0), 10)).toEqual([]);
      expect(await small.stats()).toMatchObject({ count: 0, dimension });
      await small.close();
    });

    it('replaces and removes, also most of what it holds, and keeps recall', async () => {
      const changed = await open(settings);
      const half = count / 2;
      await changed.upsert(labels.subarray(0, half), data.vectors.subarray(0, half * dimension));
      // Every other product gets the vector of one that was not in the index.
      const replaced = Uint32Array.from({ length: half / 2 }, (_, i) => 2 * i);
      const moved = new Float32Array(replaced.length * dimension);
      replaced.forEach((ordinal, i) => moved.set(row(half + ordinal), i * dimension));
      await changed.upsert(replaced, moved);
      const removed = labels.subarray(0, half).filter((ordinal) => ordinal % 5 === 0);
      await changed.remove(removed);
      const left = labels.subarray(0, half).filter((ordinal) => ordinal % 5 !== 0);
      const now = (ordinal: number): Float32Array => row(ordinal % 2 === 0 ? half + ordinal : ordinal);
      expect([...(await changed.ordinals())].sort((a, b) => a - b)).toEqual([...left]);
      let wrong = 0;
      let right = 0;
      for (const query of queries) {
        const expected = new Set(truth(query, 10, left, now));
        const answer = await changed.search(query, 10);
        expect(answer).toHaveLength(10);
        for (const { ordinal, score } of answer) {
          expect(score).toBeCloseTo(dot(query, now(ordinal)), 9);
          if (expected.has(ordinal)) right += 1;
          else wrong += 1;
        }
      }
      expect(right / (right + wrong)).toBeGreaterThanOrEqual(0.99);
      // 7,000 points of 15,000 were deleted: the graph is built anew in the background, without them.
      await expect
        .poll(async () => (await changed.stats()).deletedShare, { timeout: 30_000 })
        .toBeLessThan(0.3);
      expect((await changed.stats()).count).toBe(left.length);
      await changed.close();
    });

    it('does not hold the calling thread while it builds, searches and writes', { retry: 2 }, async () => {
      const busy = await open(settings);
      const part = 1_000;
      const build = async (): Promise<void> => {
        for (let done = 0; done < 4_000; done += part) {
          const vectors = data.vectors.slice(done * dimension, (done + part) * dimension);
          await busy.upsert(labels.slice(done, done + part), vectors);
        }
        await busy.snapshot(join(folder, 'busy'), { generation: 'g1', appliedSeq: 1n });
      };
      let searches = 0;
      const held = await longestHold(async () => {
        const built = build().then(() => true);
        const search = (): Promise<boolean> => busy.search(row(searches % 50), 10).then(() => false);
        while (!(await Promise.race([built, search()]))) searches += 1;
      });
      // Searches pass between the slices of the building; how many depends on the machine.
      expect(searches).toBeGreaterThan(1);
      expect(held).toBeLessThan(20);
      await busy.close();
    });
  });
}

conforms('ExactIndex', (given) => ExactIndex.open(given));
conforms('HnswIndex', (given) => HnswIndex.open(given));
