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
  type Channel,
} from '#encoder';
import { JobQueue, type Finding } from '#platform';
import type { DataSource } from 'typeorm';
import { channelMeans, type AtomContent } from '../indexing/channel-mean.js';
import { channelVectorLock, channelVectorNotification } from '../jobs.js';
import { UnencodedProducts } from '../encoding/unencoded-products.js';

const productsAtOnce = 200;
/** Sums in another order differ in the last digits. */
const tolerance = 1e-5;

interface ProductRow extends Record<Channel, Buffer | null> {
  readonly id: string;
  readonly ordinal: number;
  /** Whether the model knows the product as it is. */
  readonly encoded: boolean;
  readonly indexedAs: number | null;
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
  const of = state === 'serving' ? '' : ' (candidate)';
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
    const rows = await productRows(dataSource, model, after);
    const last = rows.at(-1);
    if (!last) return faults;
    after = last.ordinal;
    faults.products += rows.length;
    const encoded = rows.filter((row) => row.encoded);
    // A candidate's background work goes on by itself.
    if (serves) faults.unencoded.push(...rows.filter((row) => !row.encoded).map(({ id }) => id));
    const atoms = await atomsOf(
      dataSource,
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
      const without = mine.filter((atom) => !vectors[modalityOf(atom.channel)].has(atom.content_hash));
      faults.atomsWithout += without.length;
      const unreadable = without.filter(
        (atom) => modalityOf(atom.channel) === 'image' && lost.has(atom.content_hash),
      );
      faults.atomsLost += unreadable.length;
      // Encoding again would bring no more for pictures that are lost.
      if (without.length > unreadable.length) faults.incomplete.push(row.id);
      else if (!sameChannels(row, channelMeans(mine, vectors), dimension)) faults.differing.push(row.id);
    }
  }
}

/** Products that no upload is at work on. */
function productRows(dataSource: DataSource, model: string, after: number): Promise<ProductRow[]> {
  return dataSource.query(
    `select p.id, p.ordinal, v.ordinal as "indexedAs", v.image, v.description, v.reviews,
       coalesce(not v.deleted and v.content_hash = p.content_hash, false) as encoded
     from product p left join channel_vector v on v.model = $1 and v.product_id = p.id
     where p.ordinal > $2
       and not exists (select 1 from upload_product u where u.product_id = p.id and u.seq is null)
     order by p.ordinal limit $3`,
    [model, after, productsAtOnce],
  );
}

async function atomsOf(
  dataSource: DataSource,
  productIds: readonly string[],
): Promise<ReadonlyMap<string, AtomContent[]>> {
  const rows = await dataSource.query<(AtomContent & { product_id: string })[]>(
    'select product_id, channel, content_hash from atom where product_id = any($1)',
    [productIds],
  );
  const found = new Map<string, AtomContent[]>(productIds.map((id) => [id, []]));
  for (const row of rows) found.get(row.product_id)?.push(row);
  return found;
}

function usableHashes(atoms: readonly AtomContent[], modality: Modality, unusable: Unusable): string[] {
  const hashes = atoms
    .filter((atom) => modalityOf(atom.channel) === modality)
    .map((atom) => atom.content_hash);
  return [...new Set(hashes)].filter((hash) => !unusable[modality].has(hash));
}

function sameChannels(
  row: ProductRow,
  means: readonly (Float32Array | undefined)[],
  dimension: number,
): boolean {
  if (row.indexedAs !== row.ordinal) return false;
  return channels.every((channel, at) => {
    const [stored, mean] = [row[channel], means[at]];
    if (!stored || !mean) return !stored && !mean;
    if (stored.length !== dimension * 4) return false;
    const vector = vectorFromBytes(stored);
    // NaN fails the comparison too.
    return mean.every((value, i) => Math.abs(value - (vector[i] ?? 0)) <= tolerance);
  });
}

async function indexedWithoutProduct(dataSource: DataSource, model: string): Promise<string[]> {
  const rows = await dataSource.query<{ product_id: string }[]>(
    `select product_id from channel_vector v where model = $1 and not deleted
       and not exists (select 1 from product p where p.id = v.product_id)`,
    [model],
  );
  return rows.map(({ product_id }) => product_id);
}

/** Has the model know these products no longer as they are, and takes those without product out of its index. */
async function forget(
  dataSource: DataSource,
  model: string,
  productIds: readonly string[],
  ghosts: readonly string[],
): Promise<void> {
  await dataSource.transaction(async (manager) => {
    await manager.query('select pg_advisory_xact_lock($1)', [channelVectorLock]);
    await manager.query(
      'update channel_vector set content_hash = null where model = $1 and product_id = any($2)',
      [model, productIds],
    );
    await manager.query(
      `update channel_vector v set deleted = true, image = null, description = null, reviews = null,
         seq = nextval('channel_vector_seq')
       where model = $1 and product_id = any($2) and not exists (select 1 from product p where p.id = v.product_id)`,
      [model, ghosts],
    );
    await manager.query('select pg_notify($1, $2)', [channelVectorNotification, model]);
  });
}
