import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Listings } from '../listings/listings.js';
import { noRanks, type LexicalRanks } from '../listings/word-index.js';
import {
  Products,
  type AskedWords,
  type Atom,
  type Availability,
  type CatalogueSide,
  type Listing,
  type Product,
  type ProductFilter,
  type ProductPicture,
  type Review,
} from '../product.js';
import { filterSql } from './filter-sql.js';

interface ProductTableRow {
  readonly id: string;
  readonly ordinal: number;
  readonly title: string;
  readonly description: string;
  readonly price: number | null;
  readonly currency: string | null;
  readonly availability: Availability;
  readonly category: string[];
  readonly attributes: Record<string, string | string[]>;
  readonly variant_of: string | null;
  readonly pictures: ProductPicture[];
  readonly reviews: Review[];
}

const columns = `p.id, p.ordinal, p.title, p.description, p.price, p.currency, p.availability, p.category,
  p.attributes, p.variant_of, p.pictures, p.reviews`;

/** The catalogue: what every answer needs is in memory, the rest is asked of PostgreSQL. */
@Injectable()
export class SqlProducts extends Products {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(Listings) private readonly listed: Listings,
  ) {
    super();
  }

  override async byIds(ids: readonly string[]): Promise<Product[]> {
    const rows: ProductTableRow[] = await this.dataSource.query(
      `select ${columns} from unnest($1::text[]) with ordinality as wanted(id, place)
       join product p on p.id = wanted.id order by wanted.place`,
      [ids],
    );
    return rows.map(toProduct);
  }

  override listing(ordinal: number): Listing | undefined {
    return this.listed.get(ordinal);
  }

  override listings(): Iterable<Listing> {
    return this.listed.all();
  }

  override async atoms(productIds: readonly string[]): Promise<Atom[]> {
    return this.dataSource.query(
      `select product_id as "productId", channel, position, content_hash as "contentHash", text
       from atom where product_id = any($1) order by product_id, channel, position`,
      [productIds],
    );
  }

  override async allowed(filter: ProductFilter): Promise<Uint32Array | undefined> {
    const { conditions, parameters } = filterSql(filter, 1);
    if (conditions.length === 0) return undefined;
    // One binary value: 100,000 rows as objects would hold up the request thread.
    const rows: { ordinals: Buffer | null }[] = await this.dataSource.query(
      `select string_agg(int4send(p.ordinal), '') as ordinals from product p where ${conditions.join(' and ')}`,
      [...parameters],
    );
    const packed = rows[0]?.ordinals ?? Buffer.alloc(0);
    const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
    return Uint32Array.from({ length: packed.length / 4 }, (_, at) => view.getUint32(at * 4));
  }

  override async find(
    { text, synonyms, denied }: AskedWords,
    limit: number,
    filter: ProductFilter,
  ): Promise<CatalogueSide> {
    const names = synonyms.flatMap(({ words, others }) => [words, ...others]);
    const [all, allowed] = await Promise.all([
      this.listed.read([text ?? '', ...names, ...denied]),
      this.allowed(filter),
    ]);
    const [lexemes = [], ...others] = all;
    const deniedShares = others.slice(names.length).map((own) => this.listed.rank(own, 0).coverage);
    const side = {
      allowed,
      denied: (ordinal: number): number => Math.max(0, ...deniedShares.map((share) => share(ordinal))),
    };
    if (text === undefined || lexemes.length === 0) return { ...side, lexical: noRanks };
    const named = others.slice(0, names.length);
    const read = synonyms.map(({ others: { length } }) => ({
      own: named.shift() ?? [],
      others: named.splice(0, length),
    }));
    const lexical = this.listed.rank(lexemes, limit, allowed, read);
    if (this.listed.containsAny(lexemes) || lexical.best.length > 0) return { ...side, lexical };
    return { ...side, lexical: await this.similarTitles(text, lexemes.length, limit, filter) };
  }

  /**
   * Words that occur in no product may be misspelt: titles are compared with them by trigrams. A like title counts as if
   * it held that share of the words, all of them rare.
   */
  private async similarTitles(
    text: string,
    words: number,
    limit: number,
    filter: ProductFilter,
  ): Promise<LexicalRanks> {
    const { conditions, parameters } = filterSql(filter, 3);
    const rows: { ordinal: number; rank: number }[] = await this.dataSource.query(
      `select p.ordinal, word_similarity($1, p.title) as rank from product p
       where ${['$1 <% p.title', ...conditions].join(' and ')} order by rank desc, p.ordinal limit $2`,
      [text, limit, ...parameters],
    );
    const shares = new Map(rows.map(({ ordinal, rank }) => [ordinal, rank]));
    const coverage = (ordinal: number): number => shares.get(ordinal) ?? 0;
    return { best: [...shares.keys()], score: (ordinal) => words * coverage(ordinal), coverage };
  }

  override async count(): Promise<number> {
    const rows: { count: string }[] = await this.dataSource.query('select count(*) from product');
    return Number(rows[0]?.count);
  }
}

function toProduct({ variant_of, ...row }: ProductTableRow): Product {
  return { ...row, variantOf: variant_of };
}
