import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Jobs that processes died over, and those that are set aside for it. */
export class PoisonJobs1763971000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- One row for each process that died while it ran the job, since the job last came forward.
      create table job_death (
        job_id bigint not null,
        worker text not null,
        died_at timestamptz not null default now(),
        primary key (job_id, worker)
      );
      create table quarantined_job (
        id bigint primary key,
        name text not null,
        payload jsonb not null,
        reason text not null,
        quarantined_at timestamptz not null default now()
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table job_death, quarantined_job');
  }
}
