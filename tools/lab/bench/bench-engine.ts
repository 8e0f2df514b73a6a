import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, startEmbeddedServer } from '#platform';
import { startEngine } from '../../../test/support/start-engine.js';
import { upload } from '../engine/upload.js';
import type { BenchShop } from './shop.js';

export interface BenchEngine {
  readonly url: string;
  readonly databaseUrl: string;
  /** Seconds from the upload's begin until every product could be found. */
  readonly ingestSeconds: number;
}

/** Runs `use` beside an engine of its own with the shop's products in it, and takes everything away afterwards. */
export async function withBenchEngine(
  shop: BenchShop,
  use: (engine: BenchEngine) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'concella-bench-'));
  // The database server may run as another user, who has to be able to reach its folder.
  await chmod(folder, 0o755);
  const database = await startEmbeddedServer(folder, createLogger('warn'));
  try {
    const engine = await startEngine({
      dataDir: join(folder, 'engine'),
      env: { DATABASE_URL: database.url, LOG_LEVEL: 'info' },
    });
    try {
      const began = performance.now();
      await upload(engine.url, shop.products, shop.pictures);
      const ingestSeconds = (performance.now() - began) / 1000;
      console.log(`${shop.about}: searchable after ${ingestSeconds.toFixed(0)} s`);
      await use({ url: engine.url, databaseUrl: database.url, ingestSeconds });
    } finally {
      await engine.stop();
    }
  } finally {
    await database.stop();
    await rm(folder, { recursive: true });
  }
}
