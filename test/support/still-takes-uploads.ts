import { expect } from 'vitest';
import { ended, upload } from './upload-client.js';

/** After everything that was sent to it an engine still takes a good upload, and has not grown without bound. */
export async function stillTakesUploads(url: string): Promise<void> {
  const id = await upload(url, { products: JSON.stringify({ id: 'last', title: 'Last mug' }) });
  expect(await ended(url, id)).toMatchObject({ state: 'done', counts: { accepted: 1, indexed: 1 } });
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const resident = Number(/^process_resident_memory_bytes (\S+)/m.exec(metrics)?.[1]);
  expect(resident).toBeLessThan(1.5 * 1024 ** 3);
}
