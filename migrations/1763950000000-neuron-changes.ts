import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What people changed of neurons: every change a row, none is ever altered or taken away. */
export class NeuronChanges1763950000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table neuron_change (
        -- Grows in commit order: writers lock the table. So readers ask for what is above the last that they know.
        id bigint generated always as identity primary key,
        -- With another dictionary the same number is another neuron.
        dictionary text not null,
        neuron integer not null check (neuron >= 0),
        kind text not null check (kind in ('name', 'hidden', 'merged', 'sensitive', 'excluded', 'undo')),
        value jsonb not null,
        author text not null,
        at timestamptz not null default now(),
        -- What an undo takes back; nothing is taken back twice.
        undoes bigint unique references neuron_change,
        check ((kind = 'undo') = (undoes is not null))
      );
      create index neuron_change_log on neuron_change (dictionary, id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table neuron_change');
  }
}
