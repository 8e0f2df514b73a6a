import { join, resolve } from 'node:path';
import { labCommand } from '../command.js';
import { upload } from '../engine/upload.js';
import { askCatalogue, askCorrections, askInstallation, askNeurons, askRefused } from './ask-catalogue.js';
import { askExplanations } from './ask-explanations.js';
import { askRecommendations, liveNeurons } from './ask-recommendations.js';
import { AskedShop } from './asked-shop.js';
import { writeRecording, type Answer } from './recording.js';
import { withFilledShop } from './filled-shop.js';
import { fashionShop, seedContent } from './shop-contents.js';

const options = labCommand('answers', 'record')
  .requiredOption('--out <file>', 'where the recording goes (lines of JSON, gzip)')
  .option(
    '--data <folder>',
    'shops filled once and asked by every recording; without it they are filled anew, and what depends on the order of their filling differs',
  )
  .option('--shops <names>', 'of seed, fashion; separated by commas', 'seed,fashion')
  .option('--products <n>', 'fashion products', Number, 2000)
  .option('--seed <n>', 'what is asked follows from it', Number, 1)
  .parse()
  .opts<{ out: string; data?: string; shops: string; products: number; seed: number }>();

const shops = options.shops.split(',');
const answers: Answer[] = [];
if (shops.includes('seed')) answers.push(...(await seedAnswers()));
if (shops.includes('fashion')) answers.push(...(await fashionAnswers()));
await writeRecording(resolve(options.out), answers);
console.log(`${answers.length} answers written to ${options.out}`);

async function seedAnswers(): Promise<Answer[]> {
  const content = await seedContent();
  return withFilledShop({ folder: folderOf('seed'), env: { SEED_CATALOGUE: 'on' } }, async (url) => {
    const shop = new AskedShop(url, content, options.seed);
    const neurons = await liveNeurons(shop);
    await askCatalogue(shop, { products: 8, pictures: 6 });
    await askInstallation(shop);
    await askNeurons(shop, { list: 8, one: 8, fire: 8, statistics: 6 }, neurons);
    const ways = { text: 65, picture: 25, both: 20, likes: 18, dials: 18, filters: 22, similar: 12 };
    await askRecommendations(shop, ways, neurons);
    const whys = { whyNot: 18, evidence: 18, pictureEvidence: 4, units: 3, pictureUnits: 3, alignment: 6 };
    await askExplanations(shop, { ...whys, dialogue: 18 }, neurons);
    await askRefused(shop);
    await askCorrections(shop, neurons[0]!);
    return shop.answers;
  });
}

async function fashionAnswers(): Promise<Answer[]> {
  const fashion = await fashionShop(options.products, options.seed);
  if (!fashion) return [];
  const { content, uploaded } = fashion;
  const fill = (url: string): Promise<void> => upload(url, content.products, uploaded);
  return withFilledShop({ folder: folderOf('fashion'), fill }, async (url) => {
    const shop = new AskedShop(url, content, options.seed);
    const neurons = await liveNeurons(shop);
    await askCatalogue(shop, { products: 3, pictures: 2 });
    await askNeurons(shop, { list: 2, one: 2, fire: 2, statistics: 3 }, neurons);
    const ways = { text: 49, picture: 20, both: 15, likes: 12, dials: 12, filters: 14, similar: 10 };
    await askRecommendations(shop, ways, neurons);
    const whys = { whyNot: 12, evidence: 10, pictureEvidence: 2, units: 1, pictureUnits: 1, alignment: 3 };
    await askExplanations(shop, { ...whys, dialogue: 9 }, neurons);
    return shop.answers;
  });
}

function folderOf(shop: string): string | undefined {
  return options.data === undefined ? undefined : join(resolve(options.data), shop);
}
