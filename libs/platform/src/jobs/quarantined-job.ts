import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** A job that ended the process again and again. */
@Entity({ name: 'quarantined_job' })
export class QuarantinedJob {
  @PrimaryColumn({ type: 'bigint' })
  readonly id!: string;

  @Column({ type: 'text' })
  readonly name!: string;

  @Column({ type: 'jsonb' })
  readonly payload!: object;

  @Column({ type: 'text' })
  readonly reason!: string;

  @CreateDateColumn({ name: 'quarantined_at', type: 'timestamptz' })
  readonly quarantinedAt!: Date;
}
