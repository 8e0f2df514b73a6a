import type { DataSource } from 'typeorm';
import type { Listing } from '../product.js';

/** A product as {@link FollowedListings} keeps it; without a listing it was deleted. */
export interface ListingRow {
  readonly ordinal: number;
  readonly listing: Listing | undefined;
  /** Its words, as PostgreSQL writes a tsvector. */
  readonly search: string;
}

/** What a look at the change log finds. */
export interface Changes {
  readonly ordinals: readonly number[];
  readonly transactions: readonly string[];
}

interface TableRow extends Omit<Listing, 'variantOf' | 'reviews'> {
  readonly variant_of: string | null;
  readonly review_count: number;
  readonly average_rating: number | null;
  readonly search: string;
}

const columns = `p.id, p.title, p.description, p.price, p.currency, p.availability, p.category, p.attributes,
  p.variant_of, p.pictures, p.search::text, jsonb_array_length(p.reviews) as review_count,
  (select avg((review->>'rating')::double precision) from jsonb_array_elements(p.reviews) as review) as average_rating`;
/** Few enough that reading them holds up the request thread for some milliseconds at most. */
const rowsAtOnce = 200;

/** How far a reader of the change log is. */
export interface LogPosition {
  /** Everything of older transactions was read. */
  readonly horizon: string;
  /** Of transactions from the horizon on: those that were read too. */
  readonly read: readonly string[];
}

export const logStart: LogPosition = { horizon: '0', read: [] };

/** What one look at the database says: each text's lexemes, and whether the reader is behind. */
export interface Changes {
  readonly lexemes: readonly (readonly string[])[];
  readonly horizon: string;
  readonly behind: boolean;
}

/** The tables `product` and `product_change`, read for memory. */
export class ListingRows {
  constructor(private readonly dataSource: DataSource) {}

  /** One statement: how PostgreSQL reads the texts, and whether something changed since the position. */
  async look(texts: readonly string[], { horizon, read }: LogPosition): Promise<Changes> {
    const [row]: Changes[] = await this.dataSource.query(
      `select (select coalesce(json_agg(tsvector_to_array(to_tsvector('english', text)) order by place), '[]')
           from unnest($1::text[]) with ordinality as given (text, place)) as lexemes,
         pg_snapshot_xmin(pg_current_snapshot())::text as horizon,
         exists (select 1 from product_change where transaction >= $2::xid8
           and transaction <> all($3::xid8[])) as behind`,
      [texts, horizon, read],
    );
    if (!row) throw new Error('PostgreSQL gave no row');
    return row;
  }

  /** All products, a few at a time. */
  async *all(): AsyncGenerator<ListingRow[]> {
    for (let last = -1; ;) {
      const rows: TableRow[] = await this.dataSource.query(
        `select p.ordinal, ${columns} from product p where p.ordinal > $1 order by p.ordinal limit ${rowsAtOnce}`,
        [last],
      );
      yield rows.map(listingRow);
      const end = rows.at(-1);
      if (!end || rows.length < rowsAtOnce) return;
      last = end.ordinal;
    }
  }

  /**
   * Which products changed since the position, and in which transactions. One statement, so that of a transaction
   * all is seen or nothing.
   */
  async changes({ horizon, read }: LogPosition): Promise<Changes> {
    const [row]: Changes[] = await this.dataSource.query(
      `select coalesce(array_agg(ordinal), '{}') as ordinals,
         coalesce(array_agg(distinct transaction::text), '{}') as transactions
       from product_change where transaction >= $1::xid8 and transaction <> all($2::xid8[])`,
      [horizon, read],
    );
    if (!row) throw new Error('PostgreSQL gave no row');
    return row;
  }

  /** These products as they are now, a few at a time. */
  async *some(ordinals: readonly number[]): AsyncGenerator<ListingRow[]> {
    for (let first = 0; first < ordinals.length; first += rowsAtOnce) {
      const rows: TableRow[] = await this.dataSource.query(
        `select p.ordinal, ${columns} from product p where p.ordinal = any($1::integer[])`,
        [ordinals.slice(first, first + rowsAtOnce)],
      );
      const found = new Map(rows.map((row) => [row.ordinal, listingRow(row)]));
      yield ordinals
        .slice(first, first + rowsAtOnce)
        .map((ordinal) => found.get(ordinal) ?? { ordinal, listing: undefined, search: '' });
    }
  }
}

function listingRow(row: TableRow): ListingRow {
  const { ordinal, id, title, description, price, currency, availability, category, attributes, pictures } =
    row;
  return {
    ordinal,
    listing: {
      id,
      ordinal,
      title,
      description,
      price,
      currency,
      availability,
      category,
      attributes,
      variantOf: row.variant_of,
      pictures,
      reviews: { count: row.review_count, averageRating: row.average_rating },
    },
    search: row.search,
  };
}
