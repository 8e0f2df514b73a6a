import { join } from 'node:path';
import { dataFolder } from '../data/data-folder.js';
import { dataSets } from '../data/data-sets.js';
import { startEngine, type Engine } from '../engine/engine.js';
import { readSeedCatalogue, withFirstPictures, type SeedCatalogue } from '../data/seed-catalogue.js';
import type { EvalCatalogue } from '../data/catalogue.js';

export type ShopName = 'seed' | 'luma' | 'fashion';

/** A shop to act in: its products with what is known of them for certain, in an engine of its own. */
export interface Shop {
  readonly name: ShopName;
  readonly about: string;
  readonly engine: Engine;
  /** Of the seed shop: what its pictures were drawn from. */
  readonly seed?: SeedCatalogue;
  /** Of the others: records and facts. */
  readonly catalogue?: EvalCatalogue;
}

const sets: Readonly<Record<Exclude<ShopName, 'seed'>, { readonly set: string; readonly about: string }>> = {
  luma: { set: 'luma', about: 'luma: 461 product-colours of a shop that no training saw' },
  fashion: { set: 'fashion, unseen', about: 'fashion: 1,000 products of bucket 13, which no training saw' },
};

/** Starts a shop; says so and gives nothing where its data is not here. */
export async function openShop(name: ShopName): Promise<Shop | undefined> {
  if (name === 'seed') {
    // The second picture of each product stays out, so that one can be asked with that the engine has not seen.
    const seed = withFirstPictures(await readSeedCatalogue());
    const about = `seed: the ${seed.products.length} products that the engine ships with, first pictures only`;
    return { name, about, engine: await startEngine(seed), seed };
  }
  const { set, about } = sets[name];
  const catalogue = await dataSets.find((known) => known.name === set)?.load();
  if (!catalogue) {
    console.warn(`SKIPPED: ${name} is not in ${join(dataFolder)} (set CONCELLA_DATA)`);
    return undefined;
  }
  return { name, about, engine: await startEngine(catalogue), catalogue };
}
