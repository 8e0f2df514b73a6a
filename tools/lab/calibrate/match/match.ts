import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format } from 'prettier';
import { projectFolder, seededRandom } from '#platform';
import { backgroundSize, evidence } from '#recommendation';
import { figure } from '../../report/figures.js';
import { labCommand } from '../../command.js';
import { dataFolder } from '../../data/data-folder.js';
import { startEngine } from '../../engine/engine.js';
import { matchWorlds } from './queries.js';
import { fitScale, referenceOf, separations, statistic } from './scale.js';
import { matchSamples, type MatchSample, type Truth } from './samples.js';
import { shuffled } from '../../statistics/sampled.js';
import { circumstances, table, writeGenerated } from '../../report/report.js';
import { share } from '../../statistics/cutoffs.js';

const { dry } = labCommand('calibrate', 'match')
  .option('--dry', 'print, but write nothing')
  .parse()
  .opts<{ dry?: boolean }>();

const modalities = ['text', 'image'] as const;
const truths: readonly Truth[] = ['there', 'same kind', 'not there'];

const samples: MatchSample[] = [];
let model = '';
for (const world of await matchWorlds()) {
  const engine = await startEngine(world.catalogue);
  try {
    model = engine.model;
    samples.push(...(await matchSamples(engine, world)));
  } finally {
    await engine.stop();
  }
  console.log(`${world.name}: ${world.queries.length} queries asked of ${world.shops.length} shops`);
}
if (samples.length === 0) {
  console.warn(
    `SKIPPED: retail, fashion, objects and queries are not all in ${dataFolder} (set CONCELLA_DATA)`,
  );
  process.exit(0);
}

// Fitted on one half of the cases of the worlds that may be fitted on, told of all the others.
const mixed = shuffled(samples, seededRandom(9));
const half = new Set(mixed.slice(0, mixed.length / 2));
const fitting = mixed.filter((one) => one.fitted && half.has(one));
const telling = mixed.filter((one) => !fitting.includes(one));
const ofModality = (all: readonly MatchSample[], modality: MatchSample['modality']): MatchSample[] =>
  all.filter((one) => one.modality === modality);

const scales = {
  text: fitScale(ofModality(fitting, 'text')),
  image: fitScale(ofModality(fitting, 'image')),
};
const report = [
  circumstances('npm run lab -- calibrate match', model),
  separationTable(),
  `Fitted on a random half of the cases of the seed shop and the development fashion products: ${modalities.map((modality) => described(modality)).join('; ')}.`,
  'What the other half, and all cases of the sports shop luma, get:',
  outcomeTable(),
].join('\n\n');
console.log(report);
if (!dry) {
  await writeThresholds();
  await writeGenerated('figures/match.md', 'calibration', report);
}

function separationTable(): string {
  const rows = modalities.flatMap((modality) => {
    const all = ofModality(samples, modality);
    const reference = referenceOf(ofModality(fitting, modality));
    const compared: [string, (sample: MatchSample) => number][] = [
      ['score of the first result (one cut-off for all queries)', ({ best }) => best],
      ["z in the query's own background", statistic({ ...reference, count: 0 }, 0, 0)],
      ['z, background mixed half and half', statistic({ ...reference, count: backgroundSize }, 0, 0)],
      ['the same, less what chance gives', statistic({ ...reference, count: backgroundSize }, 1, 0)],
      ['score less what chance gives', statistic({ ...reference, count: 1e6 }, 1, 0)],
      ['**chosen**', (sample) => evidence(asBest(sample), scales[modality])],
    ];
    return compared.map(([name, of]) => {
      const groups = [all.filter(({ fitted }) => fitted), all.filter(({ fitted }) => !fitted)];
      return [
        `${modality === 'text' ? 'words' : 'pictures'}: ${name}`,
        ...groups.flatMap((group) => {
          const { absent, otherKind, kindAbsent } = separations(group, of);
          return [absent, otherKind, kindAbsent].map(figure);
        }),
      ];
    });
  });
  return [
    'How well each statistic separates (share of pairs in the right order, .5 is chance; shops of one world and size are pooled and count alike, so that one cut-off has to serve small and large shops): what is there from what is not, what is there from other products of its kind, and these from what is not there.',
    table(
      [
        'Queries: statistic',
        'fitted worlds: there / not',
        'there / kind',
        'kind / not',
        'luma: there / not',
        'there / kind',
        'kind / not',
      ],
      rows,
    ),
  ].join('\n\n');
}

function asBest({ best, coverage, background, count }: MatchSample) {
  return { embedded: best, coverage, background, catalogue: count };
}

function described(modality: MatchSample['modality']): string {
  const { reference, chance, coverage, close, loose } = scales[modality];
  return (
    `${modality === 'text' ? 'words' : 'pictures'}: the reference background (mean ${figure(reference.mean)}, deviation ${figure(reference.deviation)}) counts as ${reference.count} products, ` +
    `chance x ${chance}, words x ${coverage}, close from ${close}, loose from ${loose}`
  );
}

function outcomeTable(): string {
  const shops = [...new Set(telling.map(({ world, shop }) => `${world}: ${shop}`))].sort();
  const rows = modalities.flatMap((modality) =>
    truths.flatMap((truth) =>
      ['all', ...shops].flatMap((shop) => {
        const among = ofModality(telling, modality).filter(
          (one) => one.truth === truth && (shop === 'all' || shop === `${one.world}: ${one.shop}`),
        );
        return among.length === 0 ? [] : [outcome(modality, truth, shop, among)];
      }),
    ),
  );
  return table(['Queries', 'is it there?', 'shop', 'n', 'close', 'loose', 'nothing close'], rows);
}

function outcome(
  modality: MatchSample['modality'],
  truth: Truth,
  shop: string,
  among: readonly MatchSample[],
): string[] {
  const scale = scales[modality];
  const found = among.map((sample) => evidence(asBest(sample), scale));
  const close = share(found, scale.close);
  const loose = share(found, scale.loose);
  return [
    modality === 'text' ? 'words' : 'pictures',
    truth,
    shop === 'all' ? '**all**' : shop,
    String(found.length),
    figure(close),
    figure(loose - close),
    figure(1 - loose),
  ];
}

async function writeThresholds(): Promise<void> {
  const path = join(projectFolder, 'libs/recommendation/src/match-thresholds.ts');
  const source = `import type { MatchThresholds } from './match.js';

/** Written by \`npm run lab -- calibrate match\` for ${model}; docs/figures/match.md. */
export const matchThresholds: MatchThresholds = ${JSON.stringify(scales)};
`;
  await writeFile(path, await format(source, { parser: 'typescript', singleQuote: true, printWidth: 110 }));
}
