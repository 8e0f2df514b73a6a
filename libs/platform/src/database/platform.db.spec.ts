import { execFile, spawn } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { Module, type OnApplicationShutdown } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../config/config.js';
import { projectFolder } from '../config/project-folder.js';
import { QuarantinedJob } from '../jobs/quarantined-job.js';
import { PlatformModule } from '../platform.module.js';
import { startPlatform, type StartedPlatform } from '../start-platform.js';
import { createLogger } from '../telemetry/logger.js';
import { lockDataFolder } from './data-folder-lock.js';

const logger = createLogger('silent');
const run = promisify(execFile);

const scratch = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'concella-platform-'));
  // The server's own user must be able to enter where the tests run as root.
  await chmod(folder, 0o755);
  return folder;
};

describe('the lock of the data folder', () => {
  it('refuses a second living application and takes over from a dead one', async () => {
    const dataDir = await scratch();
    const holder = spawn(process.execPath, [
      '--conditions=source',
      '--input-type=module',
      '--eval',
      `import { lockDataFolder } from '${join(projectFolder, 'dist/libs/platform/src/database/data-folder-lock.js')}';
       await lockDataFolder(${JSON.stringify(dataDir)}); console.log('locked'); setInterval(() => {}, 1000);`,
    ]);
    await new Promise((resolve) => holder.stdout.once('data', resolve));
    await expect(lockDataFolder(dataDir)).rejects.toThrow(`is used by process ${holder.pid} on `);
    const gone = new Promise((resolve) => holder.once('exit', resolve));
    holder.kill('SIGKILL');
    await gone;
    const unlock = await lockDataFolder(dataDir);
    unlock();
    await rm(dataDir, { recursive: true });
  });
});

describe('the data source', () => {
  it("lives through NestJS's shutdown hooks, and ends with the platform", async () => {
    const dataDir = await scratch();
    const platform = await startPlatform(readConfig({ DATA_DIR: dataDir }), logger);
    const asked: unknown[] = [];
    class Late implements OnApplicationShutdown {
      async onApplicationShutdown(): Promise<void> {
        await sleep(100);
        asked.push(await platform.dataSource.query('select 1 as one'));
      }
    }
    const { dataSource } = platform;
    @Module({ imports: [PlatformModule.with(platform)], providers: [Late] })
    class Root {}
    const app = await NestFactory.createApplicationContext(Root, { logger: false });
    expect(app.get(DataSource)).toBe(dataSource);
    await app.close();
    await sleep(200);
    expect(asked).toEqual([[{ one: 1 }]]);
    expect(await dataSource.getRepository(QuarantinedJob).count()).toBe(0);
    await platform.stop();
    expect(dataSource.isInitialized).toBe(false);
    await rm(dataDir, { recursive: true, force: true });
  });
});

describe('the typeorm command', () => {
  const typeorm = async (env: Readonly<Record<string, string>>, command: string): Promise<string> => {
    const source = join(projectFolder, 'dist/apps/api/src/data-source.js');
    const { stdout } = await run(process.execPath, ['node_modules/.bin/typeorm', command, '-d', source], {
      cwd: projectFolder,
      env: { ...process.env, ...env },
    });
    return stdout;
  };

  it('shows and runs the migrations of a data folder, and of DATABASE_URL', async () => {
    const dataDir = await scratch();
    const platform = await startPlatform(readConfig({ DATA_DIR: dataDir }), logger);
    await platform.dataSource.query(
      `insert into encoder (model, folder, state) values ('kept@1', 'kept', 'serving'), ('beside@1', 'beside', 'standby')`,
    );
    await platform.dataSource.undoLastMigration();
    const states = 'select state from encoder order by model';
    expect(await platform.dataSource.query(states)).toEqual([{ state: 'candidate' }, { state: 'serving' }]);
    await expect(typeorm({ DATA_DIR: dataDir }, 'migration:show')).rejects.toMatchObject({
      stderr: expect.stringContaining('is used by process') as string,
    });
    const shown = await typeorm({ DATABASE_URL: platform.databaseUrl }, 'migration:show');
    expect(shown).toMatch(/\[X\] .*FirstTables/);
    expect(shown).toMatch(/\[ \] .*Standby/);
    await platform.stop();

    expect(await typeorm({ DATA_DIR: dataDir }, 'migration:run')).toContain('Standby');
    expect(await typeorm({ DATA_DIR: dataDir }, 'migration:show')).not.toContain('[ ]');
    const again = await startPlatform(readConfig({ DATA_DIR: dataDir }), logger);
    expect(await again.dataSource.query(states)).toEqual([{ state: 'standby' }, { state: 'serving' }]);
    expect(await again.dataSource.getRepository(QuarantinedJob).count()).toBe(0);
    await again.stop();
    await rm(dataDir, { recursive: true, force: true });
  });
});

describe('migrations', () => {
  let platform: StartedPlatform;
  let dataDir: string;
  beforeAll(async () => {
    dataDir = await scratch();
    platform = await startPlatform(readConfig({ DATA_DIR: dataDir }), logger);
  });
  afterAll(async () => {
    await platform.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  it('run once when two processes start at the same time', async () => {
    const superuser = new pg.Client(platform.databaseUrl.replace('concella@', 'postgres@'));
    await superuser.connect();
    await superuser.query('create database twice owner concella');
    await superuser.end();
    const url = platform.databaseUrl.replace('/concella?', '/twice?');
    const start = `
      import { DataSource } from 'typeorm';
      import { dataSourceOptions, migrate } from '${join(projectFolder, 'dist/libs/platform/src/database/database.js')}';
      const dataSource = await new DataSource(dataSourceOptions(${JSON.stringify(url)})).initialize();
      console.log(await migrate(dataSource));
      await dataSource.destroy();`;
    const both = await Promise.all(
      [1, 2].map(() =>
        run(process.execPath, ['--input-type=module', '--eval', start], { cwd: projectFolder }),
      ),
    );
    const done = both.map(({ stdout }) => Number(stdout)).sort((a, b) => a - b);
    expect(done[0]).toBe(0);
    expect(done[1]).toBeGreaterThan(0);
  });

  it('can be taken back', async () => {
    for (let left = platform.dataSource.migrations.length; left > 0; left -= 1)
      await platform.dataSource.undoLastMigration();
    const left: unknown[] = await platform.dataSource.query(
      `select 1 from pg_tables where tablename = 'product'`,
    );
    expect(left).toEqual([]);
    await platform.dataSource.runMigrations();
  });
});
