import { Column, Entity, PrimaryColumn, type EntityManager } from 'typeorm';

/** An encoder that serves, or stands by. */
@Entity({ name: 'encoder' })
export class EncoderRow {
  /** "<name>@<revision>": the key of what it computes. */
  @PrimaryColumn({ type: 'text' })
  readonly model!: string;

  /** Its folder below MODELS_DIR. */
  @Column({ type: 'text' })
  readonly folder!: string;

  @Column({ type: 'text' })
  readonly state!: 'serving' | 'standby';

  /** When it last stopped to serve; null for one that never served. */
  @Column({ name: 'served_until', type: 'timestamptz', nullable: true })
  readonly servedUntil!: Date | null;

  /** When it got its state. */
  @Column({ type: 'timestamptz', default: () => 'now()' })
  readonly since!: Date;
}

/** The models that products are encoded for. */
export interface ModelsInUse {
  readonly serving: string;
  readonly standby: string | undefined;
}

/** Shared by transactions that write for the models in use, exclusive for those that change which these are. */
const encoderLock = 7_261_934_503;

/** The encoder that serves, then its standby. */
export function readEncoders(manager: EntityManager): Promise<EncoderRow[]> {
  return manager.find(EncoderRow, { order: { state: 'DESC' } });
}

/** The models in use; they stay so until the transaction of `manager` ends. */
export async function lockModelsInUse(manager: EntityManager): Promise<ModelsInUse> {
  await manager.query('select pg_advisory_xact_lock_shared($1)', [encoderLock]);
  const rows = await readEncoders(manager);
  const serving = rows.find(({ state }) => state === 'serving');
  if (!serving) throw new Error('no encoder serves: the table encoder is empty');
  return { serving: serving.model, standby: rows.find(({ state }) => state === 'standby')?.model };
}

/** The rows, for a transaction that changes them: none other writes for the models in use until it ends. */
export async function lockEncoders(manager: EntityManager): Promise<EncoderRow[]> {
  await manager.query('select pg_advisory_xact_lock($1)', [encoderLock]);
  return readEncoders(manager);
}

/** Makes a model the standby, under the lock of {@link lockEncoders}; there must be none. */
export async function addStandby(manager: EntityManager, model: string, folder: string): Promise<void> {
  await manager.insert(EncoderRow, { model, folder, state: 'standby' });
}

export async function removeEncoder(manager: EntityManager, model: string): Promise<void> {
  await manager.delete(EncoderRow, { model });
}

/** The standby serves and the encoder that served is the standby, under the lock of {@link lockEncoders}. */
export async function exchangeEncoders(manager: EntityManager): Promise<void> {
  await manager.query(
    `update encoder set since = now(),
       served_until = case state when 'serving' then now() else served_until end,
       state = case state when 'serving' then 'standby' else 'serving' end`,
  );
}
