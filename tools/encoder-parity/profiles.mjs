// node profiles.mjs FOLDER: writes libvips' own CMYK and Display P3 profiles, so that Pillow can use the same ones.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';

const [, , folder = '.'] = process.argv;
const plain = { create: { width: 8, height: 8, channels: 3, background: '#808080' } };
for (const [name, space] of [
  ['cmyk', 'cmyk'],
  ['p3', 'srgb'],
]) {
  const file = await sharp(plain).toColourspace(space).withIccProfile(name).jpeg().toBuffer();
  const { icc } = await sharp(file).metadata();
  writeFileSync(join(folder, `${name}.icc`), icc);
}
