import { labCommand } from '../command.js';
import { circumstances, writeGenerated } from '../report/report.js';
import { dialogueSection } from './dialogue.js';
import { dialSection } from './dials.js';
import { openShop, type Shop, type ShopName } from './shops.js';
import { substitutionSection } from './substitution.js';
import { whyNotSection } from './why-not.js';

interface Part {
  readonly name: string;
  readonly shops: readonly ShopName[];
  readonly write: (shops: readonly Shop[]) => Promise<string>;
}

/** A part is one more section of docs/figures/interaction.md. */
const parts: readonly Part[] = [
  { name: 'dials', shops: ['seed'], write: ([shop]) => dialSection(shop!) },
  { name: 'substitution', shops: ['seed', 'luma', 'fashion'], write: substitutionSection },
  { name: 'why-not', shops: ['seed', 'luma', 'fashion'], write: whyNotSection },
  { name: 'dialogue', shops: ['seed', 'luma', 'fashion'], write: dialogueSection },
];

const options = labCommand('interaction', 'evaluate')
  .option('--only <parts>', `of ${parts.map(({ name }) => name).join(', ')}; separated by commas`)
  .option('--dry', 'print, but leave docs/figures/interaction.md as it is')
  .parse()
  .opts<{ only?: string; dry?: boolean }>();

const chosen = parts.filter(({ name }) => !options.only || options.only.split(',').includes(name));
const shops = new Map<ShopName, Shop>();
try {
  for (const name of new Set(chosen.flatMap((part) => part.shops))) {
    const shop = await openShop(name);
    if (shop) shops.set(name, shop);
  }
  for (const { name, shops: wanted, write } of chosen) {
    const there = wanted.flatMap((shop) => shops.get(shop) ?? []);
    if (there.length === 0) continue;
    const began = performance.now();
    const section = await write(there);
    const { model, recommender } = there[0]!.engine;
    const report = [
      `${circumstances('npm run lab -- interaction evaluate', `${model}, dictionary ${recommender.dictionary.id}`)} ${Math.round((performance.now() - began) / 1000)} s without the uploads.`,
      section,
    ].join('\n\n');
    if (options.dry) console.log(report);
    else await writeGenerated('figures/interaction.md', name, report);
  }
} finally {
  for (const { engine } of shops.values()) await engine.stop();
}
