import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The dictionaries of each encoder: what it came with, and what was fitted on the catalogue. */
export class Dictionaries1763960000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table dictionary (
        id uuid primary key default gen_random_uuid(),
        -- The encoder, and the means that its vectors are centred with: others make a dictionary stale.
        model text not null,
        centring text not null,
        origin text not null check (origin in ('words', 'shipped', 'catalogue')),
        -- What answers name it by and activations are keyed with; null until it is fitted.
        dictionary text,
        state text not null check (state in ('fitting', 'candidate', 'refused', 'failed', 'active', 'retired')),
        -- What served when it was fitted, and what it began from where that was a trained one of the same shape.
        parent uuid references dictionary,
        settings jsonb not null default '{}',
        -- Of a trained one.
        manifest jsonb,
        weights bytea,
        names jsonb,
        gates jsonb,
        -- Which corrections of people went with it when it last became active, and which could not.
        carried jsonb,
        problem text,
        created_at timestamptz not null default now(),
        activated_at timestamptz
      );
      create unique index dictionary_active on dictionary (model) where state = 'active';
      create unique index dictionary_fitting on dictionary (model) where state = 'fitting';
      create index dictionary_name on dictionary (dictionary);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table dictionary');
  }
}
