import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp, { type OverlayOptions, type Sharp } from 'sharp';

/** One answer as it is shown on a sheet. */
export interface Shown {
  readonly id: string;
  readonly title: string;
  readonly picture: Buffer;
  /** Undefined where nobody has looked at it yet. */
  readonly right: boolean | undefined;
}

export interface ShownQuery {
  readonly query: string;
  readonly answers: readonly Shown[];
}

const tile = 150;
const label = 34;
const heading = 26;
const columns = 5;
const queriesASheet = 20;
/** Queries stand in two columns, so that a sheet is about as wide as it is high. */
const half = { width: columns * tile + 20, height: heading + tile + label };

/** Writes one picture for 20 queries and a page with all of them into the folder; returns the paths. */
export async function writeSheets(folder: string, queries: readonly ShownQuery[]): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const names: string[] = [];
  for (let from = 0; from < queries.length; from += queriesASheet) {
    const name = `sheet-${names.length + 1}.webp`;
    await (await sheet(queries.slice(from, from + queriesASheet), from)).toFile(join(folder, name));
    names.push(name);
  }
  const images = names.map((name) => `<img src="${name}" alt="">`).join('\n');
  await writeFile(join(folder, 'index.html'), `<!doctype html><title>A look</title>\n${images}\n`);
  return [...names, 'index.html'].map((name) => join(folder, name));
}

async function sheet(queries: readonly ShownQuery[], from: number): Promise<Sharp> {
  const layers: OverlayOptions[] = [];
  for (const [i, { query, answers }] of queries.entries()) {
    const left = (i % 2) * half.width;
    const top = Math.floor(i / 2) * half.height;
    layers.push(await words(`${from + i + 1}. ${query}`, half.width, heading, 17, left, top));
    for (const [place, { title, picture, right }] of answers.entries()) {
      const x = left + place * tile;
      layers.push({
        input: await sharp(picture)
          .resize(tile - 8, tile - 8, { fit: 'contain', background: '#ffffff' })
          .flatten({ background: '#ffffff' })
          .toBuffer(),
        left: x + 4,
        top: top + heading,
      });
      const mark = right === undefined ? '?' : right ? '✓' : '✗';
      layers.push(await words(`${mark} ${title}`, tile, label, 11, x, top + heading + tile - 6));
    }
  }
  return sharp({
    create: {
      width: 2 * half.width,
      height: Math.ceil(queries.length / 2) * half.height,
      channels: 3,
      background: '#f2f2f2',
    },
  }).composite(layers);
}

/** Text on the background's own place, cut where the place ends. Not as SVG, which the engine does not let in. */
async function words(
  text: string,
  width: number,
  height: number,
  size: number,
  left: number,
  top: number,
): Promise<OverlayOptions> {
  const most = Math.floor((width - 8) / (size * 0.6)) * Math.floor(height / (size * 1.3));
  const rendered = sharp({
    text: {
      text: `<span size="${Math.round(size * 768)}">${escaped(text.slice(0, most))}</span>`,
      font: 'sans',
      width: width - 8,
      wrap: 'word-char',
      rgba: true,
      dpi: 72,
    },
  });
  const { data, info } = await rendered.png().toBuffer({ resolveWithObject: true });
  const fitting = { left: 0, top: 0, width: info.width, height: Math.min(info.height, height) };
  return { input: await sharp(data).extract(fitting).toBuffer(), left: left + 4, top };
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
