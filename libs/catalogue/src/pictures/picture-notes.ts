// What files of pictures hold beside pixels and colours is left out here, without touching the pixels.
// Each function answers undefined for a file whose structure it does not follow.

/** Application segments that change how the pixels are shown, by what they begin with. */
const jpegKept: Readonly<Record<number, string>> = {
  0xe0: 'JFIF\0',
  0xe2: 'ICC_PROFILE\0',
  0xee: 'Adobe',
};

export function withoutJpegNotes(contents: Buffer): Buffer | undefined {
  const parts = [contents.subarray(0, 2)];
  let at = 2;
  for (;;) {
    while (contents[at] === 0xff && contents[at + 1] === 0xff) at += 1;
    const marker = contents[at + 1];
    if (contents[at] !== 0xff || marker === undefined) return undefined;
    // What follows the end (other pictures, films, a maker's own data) is not part of the picture.
    if (marker === 0xd9) return Buffer.concat([...parts, Buffer.from([0xff, 0xd9])]);
    if (at + 4 > contents.length) return undefined;
    const end = at + 2 + contents.readUInt16BE(at + 2);
    if (end < at + 4 || end > contents.length) return undefined;
    const isNote = (marker >= 0xe0 && marker <= 0xef) || marker === 0xfe;
    const prefix = jpegKept[marker];
    if (
      !isNote ||
      (prefix !== undefined && contents.subarray(at + 4, end).indexOf(prefix, 0, 'latin1') === 0)
    )
      parts.push(contents.subarray(at, end));
    at = end;
    if (marker === 0xda) {
      const next = endOfScan(contents, at);
      parts.push(contents.subarray(at, next));
      at = next;
    }
  }
}

/** Where the coded pixels end: at a marker that is neither a stuffed byte nor a restart. */
function endOfScan(contents: Buffer, from: number): number {
  for (let at = contents.indexOf(0xff, from); at >= 0; at = contents.indexOf(0xff, at + 1)) {
    const next = contents[at + 1];
    if (next !== undefined && next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at;
  }
  return contents.length;
}

const pngKept = new Set(
  'IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP cICP mDCV cLLI sBIT bKGD pHYs acTL fcTL fdAT'.split(' '),
);

export function withoutPngNotes(contents: Buffer): Buffer | undefined {
  const parts = [contents.subarray(0, 8)];
  for (let at = 8; at + 12 <= contents.length;) {
    const end = at + 12 + contents.readUInt32BE(at);
    if (end > contents.length) return undefined;
    const name = contents.toString('latin1', at + 4, at + 8);
    if (pngKept.has(name)) parts.push(contents.subarray(at, end));
    if (name === 'IEND') return Buffer.concat(parts);
    at = end;
  }
  return undefined;
}

const webpKept = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF', 'ICCP']);
const webpNoteFlags = 0x0c;

export function withoutWebpNotes(contents: Buffer): Buffer | undefined {
  if (contents.length < 12) return undefined;
  const whole = Math.min(contents.length, 8 + contents.readUInt32LE(4));
  const parts: Buffer[] = [];
  for (let at = 12; at + 8 <= whole;) {
    const size = contents.readUInt32LE(at + 4);
    const end = at + 8 + size + (size % 2);
    if (at + 8 + size > whole) return undefined;
    const name = contents.toString('latin1', at, at + 4);
    if (webpKept.has(name)) {
      const chunk = Buffer.from(contents.subarray(at, end));
      if (name === 'VP8X' && size > 0) chunk.writeUInt8((chunk[8] ?? 0) & ~webpNoteFlags, 8);
      parts.push(chunk);
    }
    at = end;
  }
  if (parts.length === 0) return undefined;
  const head = Buffer.from(contents.subarray(0, 12));
  head.writeUInt32LE(4 + parts.reduce((sum, part) => sum + part.length, 0), 4);
  return Buffer.concat([head, ...parts]);
}

/** Repetition of an animation; other applications' data are notes. */
const gifKept = new Set(['NETSCAPE2.0', 'ANIMEXTS1.0']);

export function withoutGifNotes(contents: Buffer): Buffer | undefined {
  const colourTable = (flags: number): number => ((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1));
  let at = 13 + colourTable(contents[10] ?? 0);
  const parts = [contents.subarray(0, at)];
  while (at < contents.length) {
    const from = at;
    const kind = contents[at];
    if (kind === 0x3b) return Buffer.concat([...parts, Buffer.from([0x3b])]);
    const label = contents[at + 1];
    if (kind === 0x2c) at += 11 + colourTable(contents[at + 9] ?? 0);
    else if (kind === 0x21) at += 2;
    else return undefined;
    for (let size = contents[at]; size !== 0; size = contents[at]) {
      if (size === undefined) return undefined;
      at += 1 + size;
    }
    at += 1;
    const isNote =
      kind === 0x21 &&
      (label === 0xfe ||
        label === 0x01 ||
        (label === 0xff && !gifKept.has(contents.toString('latin1', from + 3, from + 14))));
    if (!isNote) parts.push(contents.subarray(from, at));
  }
  return undefined;
}
