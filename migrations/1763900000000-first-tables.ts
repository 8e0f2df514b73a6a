import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The first tables: catalogue, vectors, activations, generations. */
export class FirstTables1763900000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create extension if not exists pg_trgm;
      create extension if not exists unaccent;

      create table product (
        id text collate "C" primary key,
        -- The label of the product in an index; never used again after a delete.
        ordinal integer generated always as identity unique,
        title text not null,
        description text not null default '',
        price double precision,
        currency text,
        availability text not null default 'in_stock' check (availability in ('in_stock', 'out_of_stock', 'preorder')),
        category text[] not null default '{}',
        attributes jsonb not null default '{}',
        variant_of text collate "C",
        pictures jsonb not null default '[]',
        reviews jsonb not null default '[]',
        content_hash text not null,
        search tsvector not null default '',
        updated_at timestamptz not null default now()
      );
      create index product_search on product using gin (search);
      create index product_title_trigrams on product using gin (title gin_trgm_ops);
      create index product_category on product using gin (category);
      create index product_attributes on product using gin (attributes jsonb_path_ops);
      create index product_price on product (price);
      create index product_variant_of on product (variant_of);

      create table atom (
        product_id text collate "C" not null references product on delete cascade,
        channel text not null check (channel in ('image', 'description', 'reviews')),
        position integer not null,
        content_hash text not null,
        text text,
        primary key (product_id, channel, position)
      );
      create index atom_content on atom (content_hash);

      -- Served vectors, float32 little-endian, keyed by content and model: nothing unchanged is encoded twice.
      create table vector (
        model text not null,
        content_hash text not null,
        modality text not null check (modality in ('image', 'text')),
        vector bytea not null,
        primary key (model, content_hash, modality)
      );

      -- One row a product and model: the mean served vector of each channel. The log that indexes follow:
      -- seq grows in commit order (writers hold an advisory lock), a delete leaves a tombstone.
      create sequence channel_vector_seq;
      create table channel_vector (
        model text not null,
        product_id text collate "C" not null,
        ordinal integer not null,
        image bytea,
        description bytea,
        reviews bytea,
        deleted boolean not null default false,
        seq bigint not null default nextval('channel_vector_seq'),
        primary key (model, product_id)
      );
      create unique index channel_vector_log on channel_vector (model, seq);
      create index channel_vector_product on channel_vector (product_id);

      create table activation (
        dictionary text not null,
        content_hash text not null,
        modality text not null check (modality in ('image', 'text')),
        neurons integer[] not null,
        activations real[] not null,
        primary key (dictionary, content_hash, modality)
      );

      create table centring (
        model text primary key,
        image bytea not null,
        text bytea not null,
        reference text not null
      );

      create table generation (
        id text primary key,
        model text not null,
        dictionary text not null,
        settings jsonb not null,
        state text not null check (state in ('building', 'serving', 'retired')),
        created_at timestamptz not null default now()
      );
      create unique index generation_serving on generation (state) where state = 'serving';

      create table upload (
        id uuid primary key,
        state text not null default 'queued' check (state in ('queued', 'running', 'done', 'failed')),
        files jsonb not null,
        checkpoint jsonb not null default '{}',
        read bigint not null default 0,
        accepted bigint not null default 0,
        rejected bigint not null default 0,
        failure text,
        created_at timestamptz not null default now(),
        finished_at timestamptz
      );
      create table upload_product (
        upload_id uuid not null references upload on delete cascade,
        product_id text collate "C" not null,
        row bigint not null,
        encoded_at timestamptz,
        seq bigint,
        primary key (upload_id, product_id)
      );
      create index upload_product_waiting on upload_product (product_id) where seq is null;
      -- The rows of an upload's second file, until the products they belong to are read.
      create table upload_review (
        upload_id uuid not null references upload on delete cascade,
        row bigint not null,
        product_id text collate "C" not null,
        review jsonb not null,
        primary key (upload_id, row)
      );
      create index upload_review_product on upload_review (upload_id, product_id);
      create table upload_error (
        id bigint generated always as identity primary key,
        upload_id uuid not null references upload on delete cascade,
        file text not null,
        row bigint not null,
        field text not null,
        message text not null,
        fix text not null,
        unique (upload_id, file, row, field, message)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table upload_error, upload_review, upload_product, upload, generation, centring, activation,
        channel_vector, vector, atom, product cascade;
      drop sequence channel_vector_seq;
    `);
  }
}
