import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { modalityOf, type Channel, type Modality } from '#encoder';

/** A product with the contents that it consists of. */
export interface SampledProduct {
  readonly id: string;
  readonly title: string;
  readonly category: readonly string[];
  readonly attributes: Readonly<Record<string, unknown>>;
  /** By channel and position. */
  readonly atoms: readonly {
    readonly channel: Channel;
    readonly hash: string;
    readonly text: string | null;
  }[];
}

/** The catalogue as a whole, or a sample of it, for what is fitted on it. */
@Injectable()
export class CatalogueSample {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  /** Ids of at most so many products: always the same of the same catalogue, in their order. */
  async ids(most: number): Promise<string[]> {
    const rows = await this.dataSource.query<{ id: string }[]>(
      `select id from (select id from product order by md5(id), id limit $1) as picked order by id`,
      [most],
    );
    return rows.map(({ id }) => id);
  }

  /** Those of these products that have atoms, by id. */
  products(ids: readonly string[]): Promise<SampledProduct[]> {
    return this.dataSource.query(
      `select p.id, p.title, p.category, p.attributes,
         json_agg(json_build_object('channel', a.channel, 'hash', a.content_hash, 'text', a.text)
           order by a.channel, a.position) as atoms
       from product p join atom a on a.product_id = p.id
       where p.id = any($1::text[]) group by p.id order by p.id`,
      [ids],
    );
  }

  /** What all products consist of, each content once. */
  async contents(): Promise<{ contentHash: string; modality: Modality }[]> {
    const rows = await this.dataSource.query<{ hash: string; channel: Channel }[]>(
      `select distinct content_hash as hash,
         case channel when 'image' then 'image' else 'description' end as channel from atom`,
    );
    return rows.map(({ hash, channel }) => ({ contentHash: hash, modality: modalityOf(channel) }));
  }
}
