import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is prepared beside the serving encoder or dictionary is the standby; "candidate" is a product that is scored. */
export class Standby1763990000000 implements MigrationInterface {
  up(runner: QueryRunner): Promise<void> {
    return rename(runner, 'candidate', 'standby');
  }

  down(runner: QueryRunner): Promise<void> {
    return rename(runner, 'standby', 'candidate');
  }
}

async function rename(runner: QueryRunner, from: string, to: string): Promise<void> {
  await runner.query(`
    alter table encoder drop constraint encoder_state_check;
    update encoder set state = '${to}' where state = '${from}';
    alter table encoder add constraint encoder_state_check check (state in ('serving', '${to}'));
    alter table dictionary drop constraint dictionary_state_check;
    update dictionary set state = '${to}' where state = '${from}';
    alter table dictionary add constraint dictionary_state_check
      check (state in ('fitting', '${to}', 'refused', 'failed', 'active', 'retired'));
  `);
}
