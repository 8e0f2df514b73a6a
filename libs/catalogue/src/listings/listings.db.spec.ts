import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import { Module, type INestApplicationContext } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLogger, PlatformModule, readConfig, startPlatform, type StartedPlatform } from '#platform';
import { Listings } from './listings.js';

@Module({ providers: [Listings] })
class ListingsModule {}

let folder: string;
let platform: StartedPlatform;
let app: INestApplicationContext;
let listings: Listings;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'concella-listings-'));
  const logger = createLogger('error');
  platform = await startPlatform(readConfig({ DATA_DIR: folder, LOG_LEVEL: 'error' }), logger);
  app = await NestFactory.createApplicationContext(
    { module: ListingsModule, imports: [PlatformModule.with(platform)] },
    { logger: ['error'], abortOnError: false },
  );
  listings = app.get(Listings);
});

afterAll(async () => {
  await app.close();
  await platform.stop();
  await rm(folder, { recursive: true, force: true });
});

async function lexemes(text: string): Promise<readonly string[]> {
  const [own = []] = await listings.read([text]);
  return own;
}

interface Runner {
  query(sql: string, parameters?: unknown[]): Promise<unknown>;
}

/** Words for the title, the facets, the description and the reviews. */
async function write(
  runner: Runner,
  id: string,
  words: readonly [string, string, string, string],
): Promise<number> {
  const rows = (await runner.query(
    `insert into product (id, title, description, content_hash, search, reviews)
     values ($1, $2, $4, '', setweight(to_tsvector('english', $2), 'A') || setweight(to_tsvector('english', $3), 'B')
       || setweight(to_tsvector('english', $4), 'C') || setweight(to_tsvector('english', $5), 'D'),
       '[{"rating": 4, "text": "good"}, {"text": "fine"}, {"rating": 5, "text": "great"}]')
     on conflict (id) do update set title = excluded.title, search = excluded.search returning ordinal`,
    [id, ...words],
  )) as { ordinal: number }[];
  return rows[0]?.ordinal ?? -1;
}

const vocabulary = [
  'red',
  'mugs',
  'the',
  "women's",
  't-shirt',
  'cup',
  'running',
  'tea-time',
  'C++',
  'a\\b',
  '1.5',
  'für',
];

describe('listings in memory', () => {
  it('find what PostgreSQL finds, and cover as much of the words as its ts_rank says for words joined by or', async () => {
    let seed = 1;
    const random = (below: number): number => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    const text = (): string =>
      Array.from({ length: random(9) }, () => vocabulary[random(vocabulary.length)]).join(' ');
    for (let i = 0; i < 120; i += 1) {
      await write(platform.dataSource, `ranked-${i}`, [text(), text(), text(), text()]);
    }
    for (let i = 0; i < 40; i += 1) {
      const asked = text();
      const expected: { ordinal: number; rank: number }[] = await platform.dataSource.query(
        `with words as materialized (
           select replace(plainto_tsquery('english', $1)::text, ' & ', ' | ')::tsquery as query)
         select p.ordinal,
           least(1, 1.645 * ts_rank('{0.3, 0.4, 0.7, 1.0}', p.search, words.query))::double precision as rank
         from words cross join product p where p.search @@ words.query`,
        [asked],
      );
      const { best, coverage } = listings.rank(await lexemes(asked), 1_000);
      expect(
        [...best].sort((a, b) => a - b),
        asked,
      ).toEqual(expected.map((row) => row.ordinal).sort((a, b) => a - b));
      for (const row of expected) expect(coverage(row.ordinal), asked).toBeCloseTo(row.rank, 5);
    }
  });

  it('count reviews and mean their ratings', async () => {
    const ordinal = await write(platform.dataSource, 'rated', ['Rated thing', '', '', '']);
    await listings.read([]);
    expect(listings.get(ordinal)).toMatchObject({ id: 'rated', reviews: { count: 3, averageRating: 4.5 } });
  });

  it('are as new as the request, after inserts, changes and deletes', async () => {
    const ordinal = await write(platform.dataSource, 'kettle', ['Copper kettle', '', '', '']);
    const found = async (word: string): Promise<boolean> =>
      listings.rank(await lexemes(word), 10).best.includes(ordinal);
    expect(await found('kettle')).toBe(true);
    await write(platform.dataSource, 'kettle', ['Copper teapot', '', '', '']);
    expect(await found('kettle')).toBe(false);
    expect(await found('teapot')).toBe(true);
    expect(listings.get(ordinal)?.title).toBe('Copper teapot');
    await platform.dataSource.query(`delete from product where id = 'kettle'`);
    expect(await found('teapot')).toBe(false);
    expect(listings.get(ordinal)).toBeUndefined();
  });

  it('miss nothing when transactions end in another order than they began', async () => {
    const early = platform.dataSource.createQueryRunner();
    const late = platform.dataSource.createQueryRunner();
    try {
      await early.startTransaction();
      const first = await write(early, 'early', ['Early bird', '', '', '']);
      await late.startTransaction();
      const second = await write(late, 'late', ['Late bird', '', '', '']);
      await late.commitTransaction();
      expect(listings.rank(await lexemes('bird'), 10).best).toEqual([second]);
      expect(listings.rank(await lexemes('bird'), 10).best).toEqual([second]);
      await early.commitTransaction();
      expect(listings.rank(await lexemes('bird'), 10).best).toEqual([first, second]);
    } finally {
      await early.release();
      await late.release();
    }
  });

  it('never show what was rolled back', async () => {
    const runner = platform.dataSource.createQueryRunner();
    try {
      await runner.startTransaction();
      await write(runner, 'ghost', ['Ghost lamp', '', '', '']);
      expect(listings.rank(await lexemes('ghost'), 10).best).toEqual([]);
      await runner.rollbackTransaction();
      expect(listings.rank(await lexemes('ghost'), 10).best).toEqual([]);
    } finally {
      await runner.release();
    }
  });

  it('are complete for requests that come while much is written', async () => {
    const insert = async (): Promise<void> => {
      for (let i = 0; i < 300; i += 1)
        await write(platform.dataSource, `bulk-${i}`, ['Bulk spoon', '', '', '']);
    };
    let writing = true;
    const written = insert().finally(() => (writing = false));
    let before = 0;
    while (writing) {
      const [row]: { count: number }[] = await platform.dataSource.query(
        `select count(*)::integer as count from product where title = 'Bulk spoon'`,
      );
      const seen = listings.rank(await lexemes('spoon'), 1_000).best.length;
      expect(seen).toBeGreaterThanOrEqual(Math.max(before, row?.count ?? NaN));
      before = seen;
    }
    await written;
    expect(listings.rank(await lexemes('spoon'), 1_000).best).toHaveLength(300);
  });
});
