import {
  storedChannels,
  nextIndexed,
  lockChannelVectors,
  forgetContents,
  removeFromIndex,
  notifyFollowers,
} from '#search-index';
import { awaitedProducts } from '../upload/upload-places.js';
import { nextProducts, atomKeys, productContents, type ProductContent, type AtomKey } from '#catalogue';
import type { StoredChannels } from '#search-index';
import { join } from 'node:path';
import {
  ModelError,
  modelOfVectors,
  readEncoders,
  unusableVectors,
  vectorFromBytes,
  VectorTable,
  modalityOf,
  channels,
  type EncoderRow,
  type Modality,
  type ModelOfVectors,
} from '#encoder';
import { JobQueue, type Finding } from '#platform';
import type { DataSource, EntityManager } from 'typeorm';
import { channelMeans } from '../indexing/channel-mean.js';
import { UnencodedProducts } from '../encoding/unencoded-products.js';

const productsAtOnce = 200;
/** Sums in another order differ in the last digits. */
const tolerance = 1e-5;

interface CheckedProduct {
  readonly id: string;
  readonly ordinal: number;
  /** What is stored for it, where the model knows the product as it is. */
  readonly stored: (StoredChannels & { readonly ordinal: number }) | undefined;
}

interface Unusable extends Readonly<Record<Modality, ReadonlySet<string>>> {
  readonly checked: number;
}

interface ProductFaults {
  products: number;
  atoms: number;
  /** Products that the model does not know as they are. */
  readonly unencoded: string[];
  /** Products with an atom that has no usable vector. */
  readonly incomplete: string[];
  atomsWithout: number;
  /** Of these, the ones whose picture is lost: it can't be encoded. */
  atomsLost: number;
  /** Products whose channel vectors are not the means of their atoms'. */
  readonly differing: string[];
}

/**
 * Checks the stored vectors of the encoders in use against the products. `repair` deletes what is wrong and enqueues the
 * products' encoding, which the next start does.
 *
 * @param lost hashes of pictures that can't be read
 * @throws {ModelError} when a model of the table `encoder` can't be read.
 */
export async function checkVectors(
  dataSource: DataSource,
  modelsDir: string,
  lost: ReadonlySet<string>,
  repair: boolean,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const row of await readEncoders(dataSource.manager)) {
    const known = await modelOfVectors(dataSource, join(modelsDir, row.folder));
    if (known && known.model !== row.model)
      throw new ModelError(
        `the folder ${row.folder} holds ${known.model} and not ${row.model}: start Concella once, or put the files back`,
      );
    if (known) findings.push(...(await checkModel(dataSource, row, known, lost, repair)));
  }
  return findings;
}

async function checkModel(
  dataSource: DataSource,
  { model, state }: EncoderRow,
  known: ModelOfVectors,
  lost: ReadonlySet<string>,
  repair: boolean,
): Promise<Finding[]> {
  const table = new VectorTable(dataSource, known);
  const unusable = await unusableVectors(dataSource, table.key, known.dimension);
  const faults = await checkProducts(dataSource, table, known, unusable, lost, state === 'serving');
  const ghosts = await indexedWithoutProduct(dataSource, model);
  if (repair) {
    for (const modality of ['image', 'text'] as const) await table.remove(modality, [...unusable[modality]]);
    await forget(dataSource, model, [...faults.incomplete, ...faults.differing], ghosts);
    await new UnencodedProducts(dataSource, new JobQueue(dataSource)).enqueue(model);
  }
  const of = state === 'serving' ? '' : ' (standby)';
  const finding = (kind: string, checked: number, found: number, left = 0): Finding => ({
    kind: `${kind}${of}`,
    checked,
    found,
    left,
    details: [],
  });
  const { products } = faults;
  return [
    finding('vectors: unusable', unusable.checked, unusable.image.size + unusable.text.size),
    finding('vectors: missing', faults.atoms, faults.atomsWithout, faults.atomsLost),
    finding('products: not encoded', products, faults.unencoded.length),
    finding('channel vectors: wrong', products, faults.differing.length),
    finding('index entries of no product', products, ghosts.length),
  ];
}

async function checkProducts(
  dataSource: DataSource,
  table: VectorTable,
  { model, dimension }: ModelOfVectors,
  unusable: Unusable,
  lost: ReadonlySet<string>,
  serves: boolean,
): Promise<ProductFaults> {
  const faults: ProductFaults = {
    products: 0,
    atoms: 0,
    unencoded: [],
    incomplete: [],
    atomsWithout: 0,
    atomsLost: 0,
    differing: [],
  };
  for (let after = 0; ;) {
    const products = await nextProducts(dataSource.manager, after, productsAtOnce);
    const last = products.at(-1);
    if (!last) return faults;
    after = last.ordinal;
    const rows = await checkedProducts(dataSource.manager, model, products);
    faults.products += rows.length;
    const encoded = rows.flatMap(({ id, ordinal, stored }) => (stored ? { id, ordinal, stored } : []));
    // A standby's background work goes on by itself.
    if (serves) faults.unencoded.push(...rows.filter(({ stored }) => !stored).map(({ id }) => id));
    const atoms = await atomsOf(
      dataSource.manager,
      encoded.map(({ id }) => id),
    );
    const all = [...atoms.values()].flat();
    const vectors = {
      image: await table.get('image', usableHashes(all, 'image', unusable)),
      text: await table.get('text', usableHashes(all, 'text', unusable)),
    };
    faults.atoms += all.length;
    for (const row of encoded) {
      const mine = atoms.get(row.id) ?? [];
      const without = mine.filter((atom) => !vectors[modalityOf(atom.channel)].has(atom.contentHash));
      faults.atomsWithout += without.length;
      const unreadable = without.filter(
        (atom) => modalityOf(atom.channel) === 'image' && lost.has(atom.contentHash),
      );
      faults.atomsLost += unreadable.length;
      // Encoding again would bring no more for pictures that are lost.
      if (without.length > unreadable.length) faults.incomplete.push(row.id);
      else if (!sameChannels(row.stored, row.ordinal, channelMeans(mine, vectors), dimension))
        faults.differing.push(row.id);
    }
  }
}

/** Those of the products that no upload is at work on. */
async function checkedProducts(
  manager: EntityManager,
  model: string,
  products: readonly ProductContent[],
): Promise<CheckedProduct[]> {
  const ids = products.map(({ id }) => id);
  const awaited = await awaitedProducts(manager, ids);
  const places = await storedChannels(manager, model, ids);
  return products
    .filter(({ id }) => !awaited.has(id))
    .map(({ id, ordinal, contentHash }) => {
      const place = places.get(id);
      return { id, ordinal, stored: place?.contentHash === contentHash ? place : undefined };
    });
}

async function atomsOf(
  manager: EntityManager,
  productIds: readonly string[],
): Promise<ReadonlyMap<string, AtomKey[]>> {
  const found = new Map<string, AtomKey[]>(productIds.map((id) => [id, []]));
  for (const atom of await atomKeys(manager, productIds)) found.get(atom.productId)?.push(atom);
  return found;
}

function usableHashes(atoms: readonly AtomKey[], modality: Modality, unusable: Unusable): string[] {
  const hashes = atoms
    .filter((atom) => modalityOf(atom.channel) === modality)
    .map((atom) => atom.contentHash);
  return [...new Set(hashes)].filter((hash) => !unusable[modality].has(hash));
}

function sameChannels(
  indexed: NonNullable<CheckedProduct['stored']>,
  ordinal: number,
  means: readonly (Float32Array | undefined)[],
  dimension: number,
): boolean {
  if (indexed.ordinal !== ordinal) return false;
  return channels.every((channel, at) => {
    const [stored, mean] = [indexed[channel], means[at]];
    if (!stored || !mean) return !stored && !mean;
    if (stored.length !== dimension * 4) return false;
    const vector = vectorFromBytes(stored);
    // NaN fails the comparison too.
    return mean.every((value, i) => Math.abs(value - (vector[i] ?? 0)) <= tolerance);
  });
}

async function indexedWithoutProduct({ manager }: DataSource, model: string): Promise<string[]> {
  const ghosts: string[] = [];
  for (let after = ''; ;) {
    const ids = await nextIndexed(manager, model, after, productsAtOnce);
    const last = ids.at(-1);
    if (last === undefined) return ghosts;
    ghosts.push(...(await withoutProduct(manager, ids)));
    after = last;
  }
}

async function withoutProduct(manager: EntityManager, ids: readonly string[]): Promise<string[]> {
  const there = new Set((await productContents(manager, ids)).map(({ id }) => id));
  return ids.filter((id) => !there.has(id));
}

/** Has the model know these products no longer as they are, and takes those without product out of its index. */
async function forget(
  dataSource: DataSource,
  model: string,
  productIds: readonly string[],
  ghosts: readonly string[],
): Promise<void> {
  await dataSource.transaction(async (manager) => {
    await lockChannelVectors(manager);
    await forgetContents(manager, model, productIds);
    await removeFromIndex(manager, model, await withoutProduct(manager, ghosts));
    await notifyFollowers(manager, model);
  });
}
