import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which products changed in which transaction, for processes that keep the catalogue in memory. */
export class ProductChanges1763930000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table product_change (
        ordinal integer primary key,
        -- The last transaction that wrote the product. Readers ask for everything since the oldest transaction
        -- that was still open when they last asked, so the order of commits does not matter.
        transaction xid8 not null default pg_current_xact_id()
      );
      create index product_change_transaction on product_change (transaction);
      insert into product_change (ordinal) select ordinal from product;

      create function note_product_change() returns trigger language plpgsql as $$
      begin
        insert into product_change (ordinal) values (coalesce(new.ordinal, old.ordinal))
        on conflict (ordinal) do update set transaction = excluded.transaction;
        return null;
      end $$;
      create trigger product_change after insert or update or delete on product
        for each row execute function note_product_change();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop trigger product_change on product;
      drop function note_product_change;
      drop table product_change;
    `);
  }
}
