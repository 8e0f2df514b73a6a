import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is prepared beside the serving encoder or dictionary is the standby; "candidate" is a product that is scored. */
export class Standby1763990000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table encoder drop constraint encoder_state_check;
      update encoder set state = 'standby' where state = 'candidate';
      alter table encoder add constraint encoder_state_check check (state in ('serving', 'standby'));
      alter table dictionary drop constraint dictionary_state_check;
      update dictionary set state = 'standby' where state = 'candidate';
      alter table dictionary add constraint dictionary_state_check
        check (state in ('fitting', 'standby', 'refused', 'failed', 'active', 'retired'));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table encoder drop constraint encoder_state_check;
      update encoder set state = 'candidate' where state = 'standby';
      alter table encoder add constraint encoder_state_check check (state in ('serving', 'candidate'));
      alter table dictionary drop constraint dictionary_state_check;
      update dictionary set state = 'candidate' where state = 'standby';
      alter table dictionary add constraint dictionary_state_check
        check (state in ('fitting', 'candidate', 'refused', 'failed', 'active', 'retired'));
    `);
  }
}
