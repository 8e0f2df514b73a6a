import { join } from 'node:path';
import { estimate, mean, readConfig } from '#platform';
import { figure, shown } from '../report/figures.js';
import { labCommand } from '../command.js';
import { dataFolder } from '../data/data-folder.js';
import { circumstances, table, writeGenerated } from '../report/report.js';
import { type Figure } from './figures/figures.js';
import { JudgedModel } from './figures/model.js';
import { figureSets } from './figures/sets.js';
import { targets } from './figures/targets.js';

const config = readConfig(process.env);
const options = labCommand('encoder', 'evaluate')
  .option('--model <folder>', 'folder of the model', join(config.modelsDir, config.model))
  .option('--beside <folders>', 'folders of other models to set beside it, separated by commas', '')
  .option('--quick', 'without the gallery of all fashion pictures')
  .option('--dry', 'print, but leave docs/figures/encoder.md as it is')
  .parse()
  .opts<{ model: string; beside: string; quick?: boolean; dry?: boolean }>();

const main = await measured(options.model, options.quick ?? false);
const others: Awaited<ReturnType<typeof measured>>[] = [];
// The gallery of all fashion is for the model itself: another tower may take an hour for it.
for (const folder of options.beside.split(',').filter(Boolean)) others.push(await measured(folder, true));

const header = ['figure', main.name, 'n', 'floor; aim', 'under the floor by', 'random', 'words alone'];
const rows = main.figures.map((row) => {
  const target = targets[row.name];
  const value = mean(row.values);
  const missed = target && value < target.floor ? figure(target.floor - value) : '';
  return [
    row.name,
    shown(estimate(row.values)),
    String(row.values.length),
    target ? `${figure(target.floor)}; ${figure(target.aim)}` : '',
    missed,
    figure(row.random),
    row.lexical ? shown(estimate(row.lexical)) : '',
    target?.reference ?? '',
    ...others.map(({ figures }) => {
      const same = figures.find(({ name }) => name === row.name);
      return same ? shown(estimate(same.values)) : '';
    }),
  ];
});
const all = [...header, "reference of the data's README", ...others.map(({ name }) => name)];
const report = [
  circumstances('npm run lab -- encoder evaluate', [main.name, ...others.map(({ name }) => name)].join(', ')),
  'Shares of queries, with 95 % bootstrap intervals over the queries (1,000 resamples). Vectors are centred as served.',
  table(all, rows),
].join('\n\n');
if (options.dry || options.quick) console.log(report);
else {
  console.log(report);
  await writeGenerated('figures/encoder.md', 'eval-encoder', report);
}

async function measured(folder: string, quick: boolean): Promise<{ name: string; figures: Figure[] }> {
  const model = await JudgedModel.open(folder);
  try {
    const figures: Figure[] = [];
    for (const set of figureSets(quick)) {
      const found = await set.measure(model);
      if (found) figures.push(...found);
      else console.warn(`SKIPPED: ${set.name} is not in ${dataFolder} (set CONCELLA_DATA)`);
    }
    return { name: model.name, figures };
  } finally {
    await model.close();
  }
}
