import { hasUploads } from '#ingestion';
import { hasProducts } from '#catalogue';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { fetch, FormData, type Response } from 'undici';
import { ZipFile } from 'yazl';
import { CONFIG, LOGGER, projectFolder, Readiness, type Config, type Logger } from '#platform';

const pollMs = 200;
const refusedPauseMs = 5_000;

/** The shop that a new installation starts with, loaded as a merchant loads one, through the upload call. */
@Injectable()
export class SeedCatalogue {
  private progress: string | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(Readiness) private readonly readiness: Readiness,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** To be called before the first request: a process whose catalogue is to be loaded does not call itself ready. */
  async prepare(): Promise<void> {
    if (!this.config.seedCatalogue || this.config.role !== 'all') return;
    if (await this.isNew()) this.progress = 'the seed catalogue is not loaded yet';
    this.readiness.register('seed-catalogue', () => this.progress);
  }

  /** Uploads seed-data to the server at `url` and waits until it can be found. Does nothing in a used catalogue. */
  async load(url: string): Promise<void> {
    if (this.progress === undefined) return;
    const form = new FormData();
    const folder = join(projectFolder, 'seed-data');
    form.set('products', new Blob([await readFile(join(folder, 'products.jsonl'))]), 'products.jsonl');
    form.set('pictures', new Blob([await zipOf(join(folder, 'pictures'))]), 'pictures.zip');
    const headers =
      this.config.apiKeys[0] === undefined ? {} : { authorization: `Bearer ${this.config.apiKeys[0]}` };
    const send = (): Promise<Response> =>
      fetch(`${url}/v1/catalogue/uploads`, { method: 'POST', body: form, headers });
    let response = await send();
    while (response.status === 507 || response.status === 503) {
      const { detail } = (await response.json()) as { detail: string };
      this.progress = `the seed catalogue can not be loaded yet: ${detail}`;
      this.logger.warn({ detail }, 'the seed catalogue can not be loaded yet; trying again');
      await new Promise((resolve) => setTimeout(resolve, refusedPauseMs));
      response = await send();
    }
    if (response.status !== 202) throw new Error(`the seed catalogue was refused: ${await response.text()}`);
    const { uploadId } = (await response.json()) as { uploadId: string };
    for (;;) {
      const answer = await fetch(`${url}/v1/catalogue/uploads/${uploadId}`, { headers });
      const upload = (await answer.json()) as {
        state: string;
        counts: { accepted: number; indexed: number };
      };
      if (upload.state === 'done') break;
      if (upload.state === 'failed') throw new Error('the seed catalogue could not be loaded; see the log');
      this.progress = `the seed catalogue is being loaded: ${upload.counts.indexed} of ${upload.counts.accepted} products`;
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
    this.progress = undefined;
    this.logger.info({ seconds: Math.round(process.uptime() * 10) / 10 }, 'the seed catalogue is loaded');
  }

  private async isNew(): Promise<boolean> {
    const { manager } = this.dataSource;
    return !(await hasProducts(manager)) && !(await hasUploads(manager));
  }
}

async function zipOf(folder: string): Promise<Uint8Array<ArrayBuffer>> {
  const zip = new ZipFile();
  // WebP does not shrink further: stored, not deflated.
  for (const name of (await readdir(folder)).sort())
    zip.addFile(join(folder, name), name, { compress: false });
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer);
  return new Uint8Array(Buffer.concat(chunks));
}
