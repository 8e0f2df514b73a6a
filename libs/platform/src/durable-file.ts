import { open } from 'node:fs/promises';

/** Makes the names in a folder as durable as the files that they name; without it a power loss may take both. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
