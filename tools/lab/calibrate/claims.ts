import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { claimBars } from '#alignment';
import { projectFolder, seededRandom } from '#platform';
import { format } from 'prettier';
import { labCommand } from '../command.js';
import { startEngine } from '../engine/engine.js';
import { sampled } from '../statistics/sampled.js';
import { cutoffReachedBy } from '../statistics/cutoffs.js';
import { aligned, catalogueOf, copies, facets } from '../alignment/copies.js';

labCommand('calibrate', 'claims').parse();

/** Share of the claims of copy as it is that may be said to disagree, in the kind of shop where most are. */
const falseAlarms = 0.05;
/** Fewer claims of one source say nothing of their own. */
const leastClaims = 30;
const most = 2_000;

const all = sampled(await copies('validation'), most, seededRandom(1));
if (!all.some(({ source }) => source === 'fashion')) {
  console.warn('SKIPPED: fashion is not there (set CONCELLA_DATA)');
  process.exit(0);
}
const engine = await startEngine(catalogueOf(all));
const strengths: { facet: string; source: string; strength: number }[] = [];
try {
  for (const copy of all) {
    if (copy.claims.size === 0) continue;
    const { claims } = await aligned(engine.url, copy.picture, copy.text);
    strengths.push(...claims.map(({ facet, strength }) => ({ facet, source: copy.source, strength })));
  }
} finally {
  await engine.stop();
}
const bars = facets.map((facet): [string, string] => {
  const bySource = [...new Set(all.map(({ source }) => source))].flatMap((source) => {
    const values = strengths
      .filter((one) => one.facet === facet && one.source === source)
      .map(({ strength }) => strength);
    if (values.length < leastClaims) return [];
    const bar = cutoffReachedBy(values, falseAlarms);
    console.log(
      `${facet}, ${source}: ${values.length} claims, ${falseAlarms} of them reach ${bar.toFixed(2)}`,
    );
    return bar;
  });
  if (bySource.length === 0) throw new Error(`no source has ${leastClaims} claims of ${facet}`);
  return [facet, Math.max(...bySource).toFixed(2)];
});
const category = Number(new Map(bars).get('category'));
// Of what is another thing nothing else is judged: the bar of categories decides which claims the others were chosen by.
if (category !== claimBars.category)
  console.warn(`category was ${claimBars.category} and is ${category}: run this again for the other facets`);
const path = join(projectFolder, 'libs/alignment/src/claim-bars.ts');
const source = await readFile(path, 'utf8');
const constant = /claimBars = \{[^}]*\}/;
if (!constant.test(source)) throw new Error(`${path} has no claimBars`);
const written = source.replace(
  constant,
  `claimBars = { ${bars.map(([facet, bar]) => `${facet}: ${bar}`).join(', ')} }`,
);
await writeFile(path, await format(written, { parser: 'typescript', singleQuote: true, printWidth: 110 }));
