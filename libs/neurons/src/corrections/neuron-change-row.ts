import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { settingSchema, type Changed, type NeuronChange } from './change.js';

/** What a person changed of a neuron: rows are added, never altered. */
@Entity({ name: 'neuron_change' })
export class NeuronChangeRow {
  /** Grows in commit order: writers lock the table. */
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  readonly id!: string;

  @Column({ type: 'text' })
  readonly dictionary!: string;

  @Column({ type: 'integer' })
  readonly neuron!: number;

  @Column({ type: 'text' })
  readonly kind!: Changed['kind'];

  /** What was set; with the reason, where one was given, and the change that it was carried from. */
  @Column({ type: 'jsonb' })
  readonly value!: { readonly reason?: string | undefined; readonly carried?: number | undefined };

  @Column({ type: 'text' })
  readonly author!: string;

  @CreateDateColumn({ type: 'timestamptz' })
  readonly at!: Date;

  /** The change that an undo takes back. */
  @Column({ type: 'bigint', nullable: true })
  readonly undoes!: string | null;
}

/** A row as the rest of the program reads it. */
export function changeOf({ id, neuron, kind, value, author, at, undoes }: NeuronChangeRow): NeuronChange {
  return {
    id: Number(id),
    neuron,
    what:
      undoes === null ? settingSchema.parse({ ...value, kind }) : { kind: 'undo', undoes: Number(undoes) },
    author,
    reason: value.reason ?? null,
    at: at.toISOString(),
  };
}
