import { estimate, seededRandom } from '#platform';
import { shown } from '../report/figures.js';
import { labCommand } from '../command.js';
import { startEngine, type Engine } from '../engine/engine.js';
import { precision, type Metric } from './metrics.js';
import { sampled } from '../statistics/sampled.js';
import { circumstances, table, writeGenerated } from '../report/report.js';
import { attributeTables } from './seed-attributes.js';
import { readSeedCatalogue, withFirstPictures, type SeedCatalogue } from '../data/seed-catalogue.js';
import { plainRequest } from '../engine/plain-request.js';

const { dry } = labCommand('retrieval', 'attributes')
  .option('--dry', 'print, but leave docs/figures/quality.md as it is')
  .parse()
  .opts<{ dry?: boolean }>();

const mostChanges = 300;
const foundWithin = (k: number): Metric => ({
  name: `found@${k}`,
  of: (hits) => (hits.slice(0, k).includes(true) ? 1 : 0),
});

/** "This, but in blue": an unseen picture of a product, and another colour that the kind comes in. */
interface ColourChange {
  readonly picture: Uint8Array;
  readonly kind: string;
  readonly colour: string;
  readonly right: ReadonlySet<string>;
  readonly sameKind: ReadonlySet<string>;
  readonly sameColour: ReadonlySet<string>;
}

function colourChanges(all: SeedCatalogue): ColourChange[] {
  const changes = all.specs.flatMap(({ id, kind, colour }): ColourChange[] => {
    const picture = all.pictures.get(`${id}-2.webp`);
    if (!picture) throw new Error(`${id} has no second picture`);
    const ids = (...conditions: ((spec: (typeof all.specs)[number]) => boolean)[]): Set<string> =>
      new Set(all.specs.filter((spec) => conditions.every((meets) => meets(spec))).map((spec) => spec.id));
    const ofKind = all.specs.filter((spec) => spec.kind === kind);
    const colours = new Set(ofKind.map((spec) => spec.colour));
    colours.delete(colour);
    return [...colours].map((wanted) => ({
      picture,
      kind: kind.replaceAll('-', ' '),
      colour: wanted,
      right: ids(
        (spec) => spec.kind === kind,
        (spec) => spec.colour === wanted,
      ),
      sameKind: ids((spec) => spec.kind === kind),
      sameColour: ids((spec) => spec.colour === wanted),
    }));
  });
  return sampled(changes, mostChanges, seededRandom(3));
}

interface Asking {
  readonly name: string;
  readonly text?: (change: ColourChange) => string;
  readonly picture: boolean;
  /** Weight of the words beside a picture of weight 1. */
  readonly words?: number;
}

const askings: readonly Asking[] = [
  { name: 'words alone, "a blue mug"', text: ({ colour, kind }) => `a ${colour} ${kind}`, picture: false },
  { name: 'words alone, "in blue"', text: ({ colour }) => `in ${colour}`, picture: false },
  { name: 'picture alone', picture: true },
  ...[0.5, 1, 2, 4].map((words) => ({
    name: `picture + "in blue", words weigh ${words}${words === 1 ? ' (the default)' : ''}`,
    text: ({ colour }: ColourChange) => `in ${colour}`,
    picture: true,
    words,
  })),
];

async function colourChangeTables(all: SeedCatalogue): Promise<string> {
  const changes = colourChanges(all);
  const engine = await startEngine(all);
  try {
    const rows: string[][] = [];
    for (const asking of askings) {
      const answers: string[][] = [];
      for (const change of changes) answers.push(await asked(engine, asking, change));
      const share = (metric: Metric, right: (change: ColourChange) => ReadonlySet<string>): string =>
        shown(
          estimate(
            answers.map((ids, at) => {
              const set = right(changes[at]!);
              return metric.of(
                ids.map((id) => set.has(id)),
                set.size,
              );
            }),
          ),
        );
      rows.push([
        asking.name,
        share(foundWithin(1), ({ right }) => right),
        share(foundWithin(5), ({ right }) => right),
        share(precision(5), ({ sameKind }) => sameKind),
        share(precision(5), ({ sameColour }) => sameColour),
      ]);
    }
    return [
      `**"This, but in blue"**: ${changes.length} pairs of a product and another colour that its kind comes in. The picture asked with is the product's second one, and the catalogue holds first pictures only, so the engine has never seen it. Right is a product of the same kind in the asked colour.`,
      table(['Asked with', 'found@1', 'found@5', 'same kind, P@5', 'asked colour, P@5'], rows),
    ].join('\n\n');
  } finally {
    await engine.stop();
  }
}

async function asked(engine: Engine, asking: Asking, change: ColourChange): Promise<string[]> {
  const { results } = await engine.recommender.recommend({
    ...plainRequest,
    text: asking.text?.(change),
    picture: asking.picture ? change.picture : undefined,
    weights: asking.words === undefined ? undefined : { parts: { text: asking.words, image: 1 } },
    limit: 5,
  });
  return results.map(({ product }) => product.id);
}

const catalogue = await readSeedCatalogue();
const { model, tables } = await attributeTables(catalogue);
const changes = await colourChangeTables(withFirstPictures(catalogue));
const report = [circumstances('npm run lab -- retrieval attributes', model), tables, changes].join('\n\n');
if (dry) console.log(report);
else await writeGenerated('figures/quality.md', 'seed', report);
