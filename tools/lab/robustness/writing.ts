import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findWriting, type Writing } from '#encoder';
import { estimate, projectFolder, seededRandom } from '#platform';
import sharp from 'sharp';
import { shown } from '../report/figures.js';
import { table } from '../report/report.js';
import { cutoffReachedBy, separationEstimate } from '../statistics/cutoffs.js';
import { unchanged, withLabel } from './attacked-picture.js';
import { isHeldBack, picturesOf } from './pictures-of.js';
import { fittedFaces, heldBackFace, withWords } from './planted-words.js';

const seed = 20261128;
const mostOfASet = 300;
/** Longest side of a small picture, in pixels. */
const small = 160;

/** A picture that no training has seen, and a word to write on it. */
export interface Unseen {
  readonly picture: Buffer;
  readonly other: string;
  readonly noWord: string;
}

/** How well writing on pictures is found, and on how many pictures of each set that nobody wrote on. */
export async function writingSection(unseen: readonly Unseen[]): Promise<string> {
  const random = seededRandom(seed);
  const found = async (draw: (subject: Unseen) => Promise<Buffer>): Promise<Writing[]> => {
    const all: Writing[] = [];
    for (const subject of unseen) all.push(await findWriting(await draw(subject)));
    return all;
  };
  const clean = await found(({ picture }) => unchanged(picture));
  const empty = await found(({ picture }) => withLabel(picture, ''));
  const hasPlate: boolean[] = [];
  const varied = await found(async ({ picture, other }) => {
    const planted = await withWords(picture, other, fittedFaces, random);
    hasPlate.push(planted.hasPlate);
    return planted.picture;
  });
  const written: [string, readonly Writing[]][] = [
    ['a word on a label, as in the attack', await found(({ picture, other }) => withLabel(picture, other))],
    [
      'letters that are no word, on a label',
      await found(({ picture, noWord }) => withLabel(picture, noWord)),
    ],
    ['a word in any size, colour and place', varied],
    ['the same, on a plate', varied.filter((_, i) => hasPlate[i])],
    ['the same, straight on the photograph', varied.filter((_, i) => !hasPlate[i])],
    [
      `the same, in a face that the fit never saw (${heldBackFace})`,
      await found(
        async ({ picture, other }) => (await withWords(picture, other, [heldBackFace], random)).picture,
      ),
    ],
    [
      `the same, made small (${small} px) and saved as JPEG at quality 75`,
      await found(async ({ picture, other }) =>
        sharp((await withWords(picture, other, fittedFaces, random)).picture)
          .resize(small, small, { fit: 'inside' })
          .jpeg({ quality: 75 })
          .toBuffer(),
      ),
    ],
  ];
  const scores = (all: readonly Writing[]): number[] => all.map(({ score }) => score);
  const share = (all: readonly Writing[], holds: (one: Writing) => boolean): string =>
    shown(estimate(all.map((one) => Number(holds(one)))));
  const alarms = clean.filter(({ warns }) => warns).length / clean.length;
  const half = scores(clean).filter((_, i) => i % 2 === 0);
  const [at5, at1] = [cutoffReachedBy(half, 0.05), cutoffReachedBy(half, 0.01)];
  const precision = (all: readonly Writing[]): string => {
    const right = (0.01 * all.filter(({ warns }) => warns).length) / all.length;
    return right === 0 ? 'no alarm' : (right / (right + 0.99 * alarms)).toFixed(3);
  };
  return [
    `Writing on pictures, found without an encoder (rows of letters, fitted by \`npm run lab -- calibrate writing\` on training pictures): ${unseen.length} held-back fashion products. Cut-offs for 5 % and 1 % false alarms are taken from every other unchanged picture; the other unchanged pictures reach them in ${share(
      clean.filter((_, i) => i % 2 === 1),
      ({ score }) => score >= at5,
    )} and ${share(
      clean.filter((_, i) => i % 2 === 1),
      ({ score }) => score >= at1,
    )}. The merchant is warned from the shipped bar on: ${share(clean, ({ warns }) => warns)} of the unchanged pictures and ${share(empty, ({ warns }) => warns)} of those with an empty label reach it.`,
    table(
      [
        'What is written',
        'AUC',
        'recall at 5 %',
        'recall at 1 %',
        'warned of',
        'precision, 1 in 100 written on',
      ],
      written.map(([name, all]) => [
        name,
        shown(separationEstimate(scores(all), scores(clean))),
        share(all, ({ score }) => score >= at5),
        share(all, ({ score }) => score >= at1),
        share(all, ({ warns }) => warns),
        precision(all),
      ]),
    ),
    `Pictures as they are, at most ${mostOfASet} of a set: warned of, rightly or not. Books, packages and prints carry writing of their own.`,
    table(
      ['Set', 'pictures', 'warned of', 'share'],
      (await unchangedSets(unseen)).map(([name, all]) => [
        name,
        String(all.length),
        String(all.filter(({ writing }) => writing.warns).length),
        share(
          all.map(({ writing }) => writing),
          ({ warns }) => warns,
        ),
      ]),
    ),
  ].join('\n\n');
}

/** A picture as it is with what is found on it. */
interface Found {
  readonly picture: Buffer;
  readonly writing: Writing;
}

/** Pictures that the fit has not seen, set by set. */
export async function unchangedSets(unseen: readonly Unseen[]): Promise<[string, Found[]][]> {
  const sets: [string, readonly Buffer[]][] = [
    ['fashion, held back', unseen.map(({ picture }) => picture)],
    ['clothing, test', await picturesOf('clothing', mostOfASet, ({ split }) => split === 'test')],
    ['grocery, test', await picturesOf('grocery', mostOfASet, ({ split }) => split === 'test')],
    ['objects, held back', await picturesOf('objects', mostOfASet, isHeldBack)],
    ['imagenet-sample', await picturesOf('imagenet-sample', mostOfASet, () => true)],
    ['flipkart', await picturesOf('flipkart', mostOfASet, () => true)],
    ['ikea', await picturesOf('ikea', mostOfASet, () => true)],
    ['retail', await picturesOf('retail', mostOfASet, () => true)],
    ['seed shop (rendered)', await seedPictures()],
  ];
  const found: [string, Found[]][] = [];
  for (const [name, pictures] of sets) {
    const all: Found[] = [];
    for (const picture of pictures) all.push({ picture, writing: await findWriting(picture) });
    found.push([name, all]);
  }
  return found;
}

async function seedPictures(): Promise<Buffer[]> {
  const folder = join(projectFolder, 'seed-data/pictures');
  return Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name))));
}
