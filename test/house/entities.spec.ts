import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EntityMetadata } from 'typeorm';
import { createLogger, readConfig, startPlatform, type StartedPlatform } from '#platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
// Loads all libs, and so all entities.
import '../../apps/api/src/app.module.js';

interface ColumnRow {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  /** The database gives it a value where none is given. */
  readonly given: boolean;
}

const byName = (a: ColumnRow, b: ColumnRow): number => (a.name < b.name ? -1 : 1);

describe('the entities', () => {
  let platform: StartedPlatform;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'concella-entities-'));
    await chmod(folder, 0o755);
    platform = await startPlatform(readConfig({ DATA_DIR: folder }), createLogger('silent'));
  });
  afterAll(async () => {
    await platform.stop();
    await rm(folder, { recursive: true, force: true });
  });

  function saidBy({ columns }: EntityMetadata): ColumnRow[] {
    const { driver } = platform.dataSource;
    return columns
      .filter(({ isVirtualProperty }) => !isVirtualProperty)
      .map((column) => ({
        name: column.databaseName,
        type: driver.normalizeType(column),
        nullable: column.isNullable,
        given: column.isGenerated || column.isCreateDate || column.default !== undefined,
      }))
      .sort(byName);
  }

  async function madeByMigrations(table: string): Promise<ColumnRow[]> {
    const rows: ColumnRow[] = await platform.dataSource.query(
      `select column_name as name, data_type as type, is_nullable = 'YES' as nullable,
         column_default is not null or is_identity = 'YES' as given
       from information_schema.columns where table_schema = current_schema() and table_name = $1`,
      [table],
    );
    return rows.sort(byName);
  }

  it('say of their tables what the migrations made', async () => {
    const { entityMetadatas } = platform.dataSource;
    expect(entityMetadatas.map(({ tableName }) => tableName).sort()).toEqual([
      'centring',
      'dictionary',
      'encoder',
      'generation',
      'neuron_change',
      'quarantined_job',
      'upload',
      'upload_error',
    ]);
    for (const entity of entityMetadatas)
      expect({ [entity.tableName]: saidBy(entity) }).toEqual({
        [entity.tableName]: await madeByMigrations(entity.tableName),
      });
  });
});
