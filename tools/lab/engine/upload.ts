import { setTimeout as sleep } from 'node:timers/promises';
import { fetch, FormData } from 'undici';
import { ZipFile } from 'yazl';
import type { UploadProduct } from '../data/catalogue.js';

const pollMs = 250;
/** An upload that gets no further for so long has failed, whatever its state says; a busy machine takes its time. */
const stalledMs = 300_000;

interface Progress {
  readonly state: 'queued' | 'running' | 'done' | 'failed';
  readonly counts: Readonly<Record<'accepted' | 'rejected' | 'encoded' | 'indexed', number>>;
  readonly failure: string | null;
}

/**
 * Uploads products and their pictures through the public call and waits until all of them can be found.
 *
 * @throws {Error} when the upload fails, or any row of it is not taken.
 */
export async function upload(
  url: string,
  products: readonly UploadProduct[],
  pictures: ReadonlyMap<string, Buffer>,
): Promise<void> {
  const lines = products.map((product) => JSON.stringify(product)).join('\n');
  const form = new FormData();
  form.set('products', new Blob([lines]), 'products.jsonl');
  if (pictures.size > 0) form.set('pictures', new Blob([await zipOf(pictures)]), 'pictures.zip');
  const uploads = `${url}/v1/catalogue/uploads`;
  const response = await fetch(uploads, { method: 'POST', body: form });
  if (response.status !== 202) throw new Error(`the upload was refused: ${await response.text()}`);
  const { uploadId } = (await response.json()) as { uploadId: string };
  let told = '';
  let toldAt = performance.now();
  for (;;) {
    const progress = (await (await fetch(`${uploads}/${uploadId}`)).json()) as Progress;
    if (progress.state === 'failed') throw new Error(`the upload failed: ${progress.failure}`);
    if (progress.state === 'done') {
      const reports = await (await fetch(`${uploads}/${uploadId}/errors`)).text();
      if (progress.counts.accepted !== products.length)
        throw new Error(`${progress.counts.rejected} rows were not taken: ${reports.slice(0, 1000)}`);
      return;
    }
    const now = JSON.stringify(progress);
    if (now !== told) [told, toldAt] = [now, performance.now()];
    else if (performance.now() - toldAt > stalledMs) throw new Error(`the upload stands still: ${now}`);
    await sleep(pollMs);
  }
}

async function zipOf(pictures: ReadonlyMap<string, Buffer>): Promise<Uint8Array<ArrayBuffer>> {
  const zip = new ZipFile();
  for (const [name, picture] of pictures) zip.addBuffer(picture, name, { compress: false });
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer);
  return new Uint8Array(Buffer.concat(chunks));
}
