import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which encoder serves and which one is kept beside it, and of what content a product's channel vectors are. */
export class Encoders1763940000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table encoder (
        -- "<name>@<revision>": the key of what it computes.
        model text primary key,
        -- Its folder below MODELS_DIR.
        folder text not null unique,
        state text not null check (state in ('serving', 'candidate')),
        -- When it last stopped to serve; null for one that never served.
        served_until timestamptz,
        since timestamptz not null default now(),
        -- One serves and one is beside it; checked at the end of a statement, so that both can change places in one.
        constraint encoder_state unique (state) deferrable initially immediate
      );
      -- The content_hash that the product had when these vectors were made: another one means that they are of old.
      alter table channel_vector add column content_hash text;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table channel_vector drop column content_hash;
      drop table encoder;
    `);
  }
}
