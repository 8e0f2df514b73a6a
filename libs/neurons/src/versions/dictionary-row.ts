import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn, VirtualColumn } from 'typeorm';
import type { JudgedGate } from '../gates/judge.js';
import type { CarriedCorrections } from './carry-corrections.js';
import type { RequestedFit, Origin, Version, VersionState } from './version.js';

/** A dictionary of an encoder; its weights and names, which are large, are read only where they are asked for. */
@Entity({ name: 'dictionary' })
export class DictionaryRow implements Version {
  @PrimaryGeneratedColumn('uuid')
  readonly id!: string;

  @Column({ type: 'text' })
  readonly model!: string;

  @Column({ type: 'text' })
  readonly centring!: string;

  @Column({ type: 'text' })
  readonly origin!: Origin;

  @Column({ type: 'text', nullable: true })
  readonly dictionary!: string | null;

  @Column({ type: 'text' })
  readonly state!: VersionState;

  @Column({ type: 'uuid', nullable: true })
  readonly parent!: string | null;

  @Column({ type: 'jsonb', default: {} })
  readonly settings!: RequestedFit;

  @Column({ type: 'jsonb', nullable: true, select: false })
  readonly manifest!: object | null;

  @Column({ type: 'bytea', nullable: true, select: false })
  readonly weights!: Buffer | null;

  @Column({ type: 'jsonb', nullable: true, select: false })
  readonly names!: object | null;

  @Column({ type: 'jsonb', nullable: true })
  readonly gates!: readonly JudgedGate[] | null;

  @Column({ type: 'jsonb', nullable: true })
  readonly carried!: CarriedCorrections | null;

  @Column({ type: 'text', nullable: true })
  readonly problem!: string | null;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  readonly createdAt!: Date;

  @Column({ name: 'activated_at', type: 'timestamptz', nullable: true })
  readonly activatedAt!: Date | null;

  @VirtualColumn({ type: 'integer', query: (row) => `select (${row}.manifest->>'units')::int` })
  readonly units!: number | null;

  @VirtualColumn({ type: 'integer', query: (row) => `select (${row}.manifest->>'pairs')::int` })
  readonly pairs!: number | null;

  @VirtualColumn({
    type: 'integer',
    query: (row) =>
      `select case when ${row}.names is not null then
         (select count(*)::int from jsonb_array_elements(${row}.names) as name where name <> 'null') end`,
  })
  readonly named!: number | null;
}
