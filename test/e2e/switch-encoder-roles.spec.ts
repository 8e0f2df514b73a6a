import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLogger, dataSourceOptions, startEmbeddedServer, type EmbeddedServer } from '#platform';
import { DataSource } from 'typeorm';
import type { EncodersAnswer } from '../../libs/serving/src/contract.js';
import type { Problem } from '../support/ask.js';
import {
  catalogue,
  dropStandby,
  encodersOf,
  first,
  post,
  ready,
  requests,
  second,
  state,
} from '../support/encoder-switch.js';
import { modelsFolder } from '../support/models-folder.js';
import { queryLoop } from '../support/query-loop.js';
import { startEngine, type Engine } from '../support/start-engine.js';
import { ended, upload } from '../support/upload-client.js';

const answering = (url: string, model: string): Promise<void> =>
  expect.poll(async () => (await state(url)).answering.model, { timeout: 60_000 }).toBe(model);

describe('with processes that answer and processes that work', () => {
  const count = 400;
  let folder: string;
  let models: string;
  let server: EmbeddedServer;
  let database: DataSource;
  let env: Record<string, string>;
  const engines: Engine[] = [];

  const process = async (role: 'api' | 'worker', name: string): Promise<Engine> => {
    const engine = await startEngine({ dataDir: join(folder, name), env: { ...env, ROLE: role } });
    engines.push(engine);
    return engine;
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'concella-switch-'));
    await chmod(folder, 0o755);
    models = await modelsFolder();
    server = await startEmbeddedServer(folder, createLogger('error'));
    database = await new DataSource(dataSourceOptions(server.url)).initialize();
    env = { DATABASE_URL: server.url, STORAGE_DIR: join(folder, 'storage'), MODELS_DIR: models };
  });

  afterAll(async () => {
    await Promise.all(engines.map((engine) => engine.stop()));
    await database.destroy();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
    await rm(models, { recursive: true });
  });

  it(
    'a worker that is killed in the middle leaves the old one serving; another one ends the work exactly',
    { timeout: 900_000 },
    async () => {
      const [api, other, worker] = await Promise.all([
        process('api', 'api-1'),
        process('api', 'api-2'),
        process('worker', 'worker-1'),
      ]);
      const uploaded = await ended(api.url, await upload(api.url, await catalogue(count)));
      expect(uploaded).toMatchObject({ state: 'done', counts: { indexed: count } });
      const loops = [api, other].map(({ url }) => queryLoop(url, requests));

      expect((await post(api.url, 'standby', { model: second })).status).toBe(202);
      const encoded = async (): Promise<number> => (await state(api.url)).standby?.counts.encoded ?? 0;
      await expect.poll(encoded, { timeout: 300_000, interval: 20 }).toBeGreaterThan(0);
      await worker.kill9();
      const left = await encoded();
      expect(left).toBeLessThan(count);
      const refused = await post<Problem>(api.url, 'switch', { to: second });
      expect(refused.status).toBe(409);
      expect((await state(api.url)).serving.name).toBe(first);

      await process('worker', 'worker-2');
      await ready(api.url);
      await ready(other.url);
      expect((await state(api.url)).standby?.counts).toEqual({
        products: count,
        encoded: count,
        indexed: count,
      });
      const [rows]: Record<string, string>[] = await database.query(
        `select count(*) as rows, count(distinct product_id) as products, count(distinct seq) as places,
           (select count(*) from (select distinct content_hash, text is null from atom) as a) as contents,
           (select count(*) from vector v where v.model like 'tiny-clip@1/%'
              and exists (select 1 from atom a where a.content_hash = v.content_hash)) as vectors
         from channel_vector where model = 'tiny-clip@1' and not deleted`,
      );
      expect(rows).toMatchObject({ rows: String(count), products: String(count), places: String(count) });
      expect(rows?.['vectors']).toBe(rows?.['contents']);

      // One process is told; the others follow the table.
      expect((await post<EncodersAnswer>(other.url, 'switch', { to: second })).body.serving.name).toBe(
        second,
      );
      await answering(api.url, 'tiny-clip@1');
      expect((await post<EncodersAnswer>(api.url, 'rollback', {})).body.serving.name).toBe(first);
      await answering(other.url, 'concella-small@4');
      const answers = (await Promise.all(loops.map((loop) => loop.stop()))).flat();
      expect(encodersOf(answers)).toEqual(new Set(['concella-small@4', 'tiny-clip@1']));
      const [generations]: { serving: string }[] = await database.query(
        `select string_agg(model, ',') as serving from generation where state = 'serving'`,
      );
      expect(generations?.serving).toBe('concella-small@4');

      expect((await dropStandby(api.url)).status).toBe(204);
      const forgotten = async (): Promise<unknown> => {
        const [left]: Record<string, string>[] = await database.query(
          `select (select count(*) from vector where model like 'tiny-clip@%') as vectors,
             (select count(*) from channel_vector where model = 'tiny-clip@1') as channels,
             (select count(*) from activation where dictionary like '%tiny-clip@1') as codes`,
        );
        return left;
      };
      await expect.poll(forgotten, { timeout: 60_000 }).toEqual({ vectors: '0', channels: '0', codes: '0' });
    },
  );
});
