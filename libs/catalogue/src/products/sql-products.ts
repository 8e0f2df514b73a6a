import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import {
  Products,
  type Atom,
  type Availability,
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

/**
 * Any word of $1 may occur; products that hold more of them, and in a more telling place, rank higher.
 * Made once for a statement: in place, PostgreSQL would read the words anew for every row that it ranks.
 */
const withWords = `with words as materialized (
  select replace(plainto_tsquery('english', $1)::text, ' & ', ' | ')::tsquery as query)`;
/**
 * The mean over the query's words of where each stands (title 1, category and attributes .7, description .4,
 * reviews .3): ts_rank adds 1 / 1.645 for a word that stands once in a title, so that is taken as the whole.
 */
const wordRank = `least(1, 1.645 * ts_rank('{0.3, 0.4, 0.7, 1.0}', p.search, words.query))`;
/** Words that occur in no product may be misspelt: then titles are compared by trigrams. */
const misspelt =
  'numnode(words.query) > 0 and not exists (select 1 from product where search @@ words.query)';

interface Ranked {
  readonly ordinal: number;
  readonly rank: number;
}

/** The catalogue in PostgreSQL; each call is one statement, or two where no word was found. */
@Injectable()
export class SqlProducts extends Products {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {
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

  override async byOrdinals(ordinals: readonly number[]): Promise<Product[]> {
    const rows: ProductTableRow[] = await this.dataSource.query(
      `select ${columns} from product p where p.ordinal = any($1::integer[])`,
      [ordinals],
    );
    return rows.map(toProduct);
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

  override async lexical(
    text: string,
    limit: number,
    filter: ProductFilter,
  ): Promise<{ ordinal: number; rank: number }[]> {
    const { conditions, parameters } = filterSql(filter, 3);
    const ranked = (rank: string, matches: string): Promise<Ranked[]> =>
      this.dataSource.query(
        `${withWords} select p.ordinal, ${rank} as rank from words cross join product p
         where ${[matches, ...conditions].join(' and ')} order by rank desc, p.ordinal limit $2`,
        [text, limit, ...parameters],
      );
    const found = await ranked(wordRank, 'p.search @@ words.query');
    if (found.length > 0) return found;
    return ranked('word_similarity($1, p.title)', `$1 <% p.title and ${misspelt}`);
  }

  override async count(): Promise<number> {
    const rows: { count: string }[] = await this.dataSource.query('select count(*) from product');
    return Number(rows[0]?.count);
  }
}

function toProduct({ variant_of, ...row }: ProductTableRow): Product {
  return { ...row, variantOf: variant_of };
}
