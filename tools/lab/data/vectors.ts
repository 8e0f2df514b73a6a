import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { vectorBytes, vectorFromBytes, VectorStore, type Modality, type Embedder } from '#encoder';

/** Vectors kept in one file, so that another way of coding or naming does not encode everything anew. */
export class VectorFile extends VectorStore {
  private readonly vectors = new Map<string, Float32Array>();

  constructor(
    private readonly path: string,
    private readonly dimension: number,
  ) {
    super();
  }

  async open(): Promise<this> {
    if (!existsSync(this.path)) return this;
    const keys = JSON.parse(await readFile(`${this.path}.keys.json`, 'utf8')) as string[];
    const all = vectorFromBytes(await readFile(this.path));
    if (all.length !== keys.length * this.dimension)
      throw new Error(`${this.path} and its keys don't belong together: delete both`);
    keys.forEach((key, i) =>
      this.vectors.set(key, all.subarray(i * this.dimension, (i + 1) * this.dimension)),
    );
    return this;
  }

  async save(): Promise<void> {
    await mkdir(dirname(this.path), { recursive: true });
    const all = new Float32Array(this.vectors.size * this.dimension);
    [...this.vectors.values()].forEach((vector, i) => all.set(vector, i * this.dimension));
    // Renamed into place: another run may be reading it.
    const files = { '': vectorBytes(all), '.keys.json': JSON.stringify([...this.vectors.keys()]) };
    for (const [end, contents] of Object.entries(files)) {
      const partial = `${this.path}${end}.${process.pid}`;
      await writeFile(partial, contents);
      await rename(partial, `${this.path}${end}`);
    }
  }

  get(modality: Modality, hashes: readonly string[]): Promise<Map<string, Float32Array>> {
    const found = new Map<string, Float32Array>();
    for (const hash of hashes) {
      const vector = this.vectors.get(`${modality} ${hash}`);
      if (vector) found.set(hash, vector);
    }
    return Promise.resolve(found);
  }

  put(modality: Modality, vectors: ReadonlyMap<string, Float32Array>): Promise<void> {
    for (const [hash, vector] of vectors) this.vectors.set(`${modality} ${hash}`, vector);
    return Promise.resolve();
  }
}

const perBatch = 64;

/** Centred vectors of pictures or texts, in order; those that the store has are not encoded again. */
export async function embeddings<C extends string | Uint8Array>(
  modality: Modality,
  contents: readonly C[],
  store: VectorStore,
  encode: (batch: readonly C[]) => Promise<Float32Array[]>,
): Promise<Float32Array[]> {
  const hashes = contents.map((content) => createHash('sha256').update(content).digest('hex'));
  const vectors = await store.get(modality, hashes);
  const missing = contents.flatMap((content, i) =>
    vectors.has(hashes[i]!) ? [] : [{ content, hash: hashes[i]! }],
  );
  for (let start = 0; start < missing.length; start += perBatch) {
    const batch = missing.slice(start, start + perBatch);
    const encoded = await encode(batch.map(({ content }) => content));
    const fresh = new Map(batch.map(({ hash }, i) => [hash, encoded[i]!]));
    await store.put(modality, fresh);
    for (const [hash, vector] of fresh) vectors.set(hash, vector);
  }
  return hashes.map((hash) => vectors.get(hash)!);
}

/** The pictures' and the texts' centred vectors of some products; undefined where a product has none. */
export async function productVectors(
  products: readonly { readonly picture: Uint8Array | undefined; readonly text: string | undefined }[],
  encoder: Embedder,
  store: VectorStore,
): Promise<{ image: (Float32Array | undefined)[]; text: (Float32Array | undefined)[] }> {
  const pictures = products.flatMap(({ picture }) => (picture ? [picture] : []));
  const texts = products.flatMap(({ text }) => (text === undefined ? [] : [text]));
  const imageVectors = await embeddings('image', pictures, store, (batch) => encoder.pictures(batch));
  const textVectors = await embeddings('text', texts, store, (batch) => encoder.texts(batch));
  let image = 0;
  let text = 0;
  return {
    image: products.map(({ picture }) => (picture ? imageVectors[image++] : undefined)),
    text: products.map((product) => (product.text === undefined ? undefined : textVectors[text++])),
  };
}
