import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { bare } from './bare-picture.js';

type Kind = Parameters<Sharp['toFormat']>[0];
const place = '48.8583701';
const secret = 'Jane Roe';
const exif = {
  IFD0: { Artist: secret, Copyright: secret },
  IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '48/1 51/1 30/1' },
};
const xmp = `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
  xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:exif="http://ns.adobe.com/exif/1.0/"
  exif:GPSLatitude="${place}"/></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`;

/** 40 x 30, left half red, right half white. */
function halves(): Sharp {
  const red = { create: { width: 20, height: 30, channels: 3, background: '#c8281e' } } as const;
  return sharp({ create: { width: 40, height: 30, channels: 3, background: '#ffffff' } }).composite([
    { input: red, left: 0, top: 0 },
  ]);
}

async function written(kind: Kind, orientation = 1): Promise<Buffer> {
  return halves()
    .withExif(exif)
    .withXmp(xmp)
    .withMetadata(orientation === 1 ? {} : { orientation })
    .toFormat(kind, { quality: 90 })
    .toBuffer();
}

const pixels = (contents: Buffer): Promise<Buffer> =>
  sharp(contents).autoOrient().removeAlpha().raw().toBuffer();

async function expectBare(contents: Buffer): Promise<void> {
  const { exif, xmp, iptc, comments, orientation = 1 } = await sharp(contents).metadata();
  expect({ exif, xmp, iptc, comments, orientation }).toEqual({ orientation: 1 });
  for (const text of [place, secret, 'GPS', 'http://ns.adobe.com'])
    expect(contents.includes(text), text).toBe(false);
}

describe('a picture as it is served', () => {
  it.each(['jpeg', 'png', 'webp', 'tiff', 'avif'] as const)(
    'is a %s without places and names',
    async (kind) => {
      const contents = await written(kind);
      const before = await sharp(contents).metadata();
      expect(before.exif ?? before.xmp).toBeDefined();
      const served = await bare(contents);
      await expectBare(served);
      const after = await sharp(served).metadata();
      expect([after.format, after.width, after.height]).toEqual([before.format, 40, 30]);
      // Not encoded again, where the format lets notes be left out.
      if (kind !== 'avif') expect(await pixels(served)).toEqual(await pixels(contents));
    },
  );

  it.each([
    ['jpeg', 2],
    ['jpeg', 3],
    ['jpeg', 6],
    ['jpeg', 8],
    ['png', 6],
    ['webp', 8],
    ['tiff', 6],
  ] as const)('is a %s turned upright from orientation %i', async (kind, orientation) => {
    const contents = await written(kind, orientation);
    const upright = await sharp(contents).metadata();
    const served = await bare(contents);
    await expectBare(served);
    const after = await sharp(served).metadata();
    expect([after.width, after.height]).toEqual([upright.autoOrient.width, upright.autoOrient.height]);
    const [was, is] = [await pixels(contents), await pixels(served)];
    const difference = was.reduce((sum, level, at) => sum + Math.abs(level - (is[at] ?? 0)), 0) / was.length;
    expect(difference).toBeLessThan(3);
  });

  it('has no comments, maker segments, or what hangs behind its end', async () => {
    const plain = await halves().jpeg({ progressive: true }).toBuffer();
    const segment = (marker: number, text: string): Buffer =>
      Buffer.concat([Buffer.from([0xff, marker, 0, text.length + 2]), Buffer.from(text)]);
    const contents = Buffer.concat([
      plain.subarray(0, 2),
      segment(0xfe, `by ${secret}`),
      segment(0xed, `Photoshop 3.0\0 ${secret}`),
      segment(0xe2, `MPF\0${secret}`),
      segment(0xe5, secret),
      plain.subarray(2),
      Buffer.from(secret),
      await written('jpeg'),
    ]);
    const served = await bare(contents);
    await expectBare(served);
    expect(await pixels(served)).toEqual(await pixels(plain));

    const png = await halves().png().toBuffer();
    const behind = Buffer.concat([png, Buffer.from(secret)]);
    await expectBare(await bare(behind));
  });

  it('keeps its colour profile', async () => {
    for (const kind of ['jpeg', 'png', 'webp'] as const) {
      const contents = await halves().withIccProfile('p3').withExif(exif).toFormat(kind).toBuffer();
      expect((await sharp(await bare(contents)).metadata()).icc).toEqual(
        (await sharp(contents).metadata()).icc,
      );
    }
  });

  it('keeps the frames of an animation, without its comments', async () => {
    const frames = await Promise.all([halves(), halves().negate()].map((frame) => frame.png().toBuffer()));
    const gif = await sharp(frames, { join: { animated: true } })
      .gif()
      .toBuffer();
    const at = gif.indexOf(Buffer.from([0x21]), 13);
    const comment = Buffer.concat([
      Buffer.from([0x21, 0xfe, secret.length]),
      Buffer.from(secret),
      Buffer.from([0]),
    ]);
    const served = await bare(Buffer.concat([gif.subarray(0, at), comment, gif.subarray(at)]));
    expect(served.includes(secret)).toBe(false);
    const after = await sharp(served, { animated: true }).metadata();
    expect(after.pages).toBe(2);
    const webp = await sharp(frames, { join: { animated: true } })
      .withExif(exif)
      .webp()
      .toBuffer();
    expect((await sharp(await bare(webp), { animated: true }).metadata()).pages).toBe(2);
  });
});
