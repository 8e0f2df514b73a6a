import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';

const counted = z.array(z.object({ value: z.string(), count: z.number().int() }));

export const facetsSchema = z
  .object({
    products: z.number().int(),
    /** Category paths, broad to narrow. */
    categories: z.array(z.object({ path: z.array(z.string()), count: z.number().int() })),
    /** Attribute names, the most frequent first, with their most frequent values. */
    attributes: z.array(z.object({ name: z.string(), values: counted })),
    availability: counted,
    price: z.object({ min: z.number(), max: z.number() }).nullable(),
  })
  .meta({ id: 'CatalogueFacets' });
export type Facets = z.infer<typeof facetsSchema>;

const categoriesListed = 500;
const namesListed = 40;
const valuesListed = 100;

/** What a catalogue can be filtered by. */
@Injectable()
export class FacetReader {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  async read(): Promise<Facets> {
    const [row]: { facets: Facets }[] = await this.dataSource.query(
      `with value as (
         select a.name, v.value, count(*) as count
         from product p, jsonb_each(p.attributes) as a(name, held),
           jsonb_array_elements_text(case jsonb_typeof(held) when 'array' then held else jsonb_build_array(held) end)
             as v(value)
         group by a.name, v.value
       ), placed as (
         select name, value, count, row_number() over (partition by name order by count desc, value) as place,
           sum(count) over (partition by name) as total
         from value
       ), attribute as (
         select name, max(total) as total,
           jsonb_agg(jsonb_build_object('value', value, 'count', count) order by place) as "values"
         from placed where place <= $1 group by name order by max(total) desc, name limit $2
       ), category as (
         select category as path, count(*) as count from product where category <> '{}'
         group by category order by category limit $3
       ), availability as (
         select availability as value, count(*) as count from product group by availability
       ), price as (
         select min(price) as min, max(price) as max from product
       )
       select jsonb_build_object(
         'products', (select count(*) from product),
         'categories', (select coalesce(jsonb_agg(category order by path), '[]') from category),
         'attributes', (select coalesce(jsonb_agg(jsonb_build_object('name', name, 'values', "values")
           order by total desc, name), '[]') from attribute),
         'availability', (select coalesce(jsonb_agg(availability order by value), '[]') from availability),
         'price', (select case when min is not null then jsonb_build_object('min', min, 'max', max) end from price)
       ) as facets`,
      [valuesListed, namesListed, categoriesListed],
    );
    if (!row) throw new Error('the database gave no facets');
    return row.facets;
  }
}
