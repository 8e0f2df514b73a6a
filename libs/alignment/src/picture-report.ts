import { findWriting } from '#encoder';
import type { PictureReport } from './contract.js';

/** Said of writing whatever the encoder: whether it reads is not known of one that a shop brings. */
const warning =
  'Words seem to be written on this picture. A search by pictures can take what is written for what is shown: use a picture without words, unless they are printed on the product itself.';

/**
 * What is reported of a picture without comparing it with anything.
 *
 * @throws {UnreadablePicture}
 */
export async function reportOf(picture: Uint8Array): Promise<PictureReport> {
  const { score, box, warns } = await findWriting(picture);
  return { writing: { score, box, warning: warns ? warning : null } };
}
