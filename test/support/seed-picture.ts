import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectFolder } from '#platform';

/** The file of a picture of the seed shop. */
export function seedPicture(name: string): string {
  return join(projectFolder, 'seed-data/pictures', name);
}

/** The same as a request carries it. */
export async function seedPictureInBase64(name: string): Promise<string> {
  return (await readFile(seedPicture(name))).toString('base64');
}
