import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import hnswlib from 'hnswlib-node';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { availableParallelism } from 'node:os';
import { loadTokenizer, type EncoderManifest, type LoadedTokenizer } from '#encoder';

/** The encoder's text tower alone: tokens, then one run of the session; in this thread, with nothing around it. */
export class RawEncoder {
  private constructor(
    private readonly session: InferenceSession,
    private readonly tokenizer: LoadedTokenizer,
    readonly manifest: EncoderManifest,
  ) {}

  /** With the options that the engine runs its towers with. */
  static async open(folder: string): Promise<RawEncoder> {
    const json = async (name: string): Promise<unknown> =>
      JSON.parse(await readFile(join(folder, name), 'utf8'));
    const manifest = (await json('manifest.json')) as EncoderManifest;
    const { text } = manifest;
    const session = await InferenceSession.create(join(folder, text.file), {
      intraOpNumThreads: Math.max(1, Math.floor(availableParallelism() / 2)),
      interOpNumThreads: 1,
      extra: { session: { intra_op: { allow_spinning: '0' } } },
    });
    const tokenizer = loadTokenizer((await json(text.tokenizer)) as object);
    return new RawEncoder(session, tokenizer, manifest);
  }

  async encode(text: string): Promise<Float32Array> {
    const { contextLength, lowercase, ids, mask, output } = this.manifest.text;
    const tokens = this.tokenizer.encode(lowercase ? text.toLowerCase() : text).ids.slice(0, contextLength);
    const shape = [1, tokens.length];
    const feeds: Record<string, Tensor> = {
      [ids]: new Tensor('int64', BigInt64Array.from(tokens, BigInt), shape),
    };
    if (mask !== null) feeds[mask] = new Tensor('int64', new BigInt64Array(tokens.length).fill(1n), shape);
    const results = await this.session.run(feeds, [output]);
    return results[output]!.data as Float32Array;
  }
}

/** hnswlib alone over the engine's fused vectors, with the engine's parameters (HnswEngine). */
export class RawIndex {
  private readonly graph: hnswlib.HierarchicalNSW;

  /** @param maxNorm no vector is longer; see HnswGraph for the completing coordinate */
  constructor(vectors: readonly Float32Array[], maxNorm: number) {
    this.graph = new hnswlib.HierarchicalNSW('l2', vectors[0]!.length + 1);
    this.graph.initIndex(vectors.length, 16, 100);
    vectors.forEach((vector, i) => {
      const square = vector.reduce((sum, value) => sum + value * value, 0);
      this.graph.addPoint([...vector, Math.sqrt(Math.max(0, maxNorm ** 2 - square))], i);
    });
  }

  search(query: Float32Array, k: number): number[] {
    this.graph.setEf(Math.max(96, k * 4));
    return this.graph.searchKnn([...query, 0], k).neighbors;
  }
}
