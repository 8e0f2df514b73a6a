import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectFolder } from '#platform';
import type { Compared, EncodersAnswer, ReportAnswer, Estimate } from '#serving';
import { figure, shown, shownDifference } from '../report/figures.js';
import { labCommand } from '../command.js';
import { startEngine } from '../../../test/support/start-engine.js';
import { circumstances, table, writeGenerated } from '../report/report.js';
import { readSeedCatalogue, relevantIds } from '../data/seed-catalogue.js';
import { call, recommend } from '../../../test/support/ask.js';

const shipped = 'concella-small';
const askEveryMs = 20;
const mostMs = 600_000;

const { from } = labCommand('encoder', 'switch')
  .requiredOption('--from <folder>', 'a model of another name or revision than the shipped one')
  .parse()
  .opts<{ from: string }>();

const models = await mkdtemp(join(tmpdir(), 'concella-models-'));
const former = `${basename(resolve(from))}-former`;
await cp(from, join(models, former), { recursive: true });
await cp(join(projectFolder, 'models', shipped), join(models, shipped), { recursive: true });
const engine = await startEngine({
  env: { MODELS_DIR: models, MODEL: former, SEED_CATALOGUE: 'on' },
  timeoutMs: mostMs,
});
try {
  const seed = await readSeedCatalogue();
  const load = customers();
  const began = performance.now();
  await post('/v1/encoders/standby', { model: shipped });
  await until(({ standby }) => standby?.ready === true);
  const readySeconds = (performance.now() - began) / 1000;
  const queries = seed.queries
    .slice(0, 100)
    .map((query) => ({ text: query.query, right: [...relevantIds(query, seed.specs)] }));
  const report = await post<ReportAnswer>('/v1/encoders/standby/report', { sample: 100, queries });
  const there = await timed('/v1/encoders/switch', { to: shipped }, report.standby.model);
  await sleep(2_000);
  const back = await timed('/v1/encoders/rollback', undefined, report.serving.model);
  await sleep(1_000);
  const answered = await load.stop();
  const text = written(report, { readySeconds, there, back, answered });
  console.log(text);
  await writeGenerated('figures/encoder.md', 'eval-switch', text);
} finally {
  await engine.stop();
  await rm(models, { recursive: true });
}

/** One customer after another, until stopped. */
function customers(): { stop(): Promise<ReadonlyMap<string, number>> } {
  const answered = new Map<string, number>();
  let going = true;
  const asking = (async () => {
    while (going) {
      // Throws for any answer but 200.
      const { model } = await recommend(engine.url, { query: { text: 'red mug' }, limit: 5 });
      answered.set(model, (answered.get(model) ?? 0) + 1);
      await sleep(askEveryMs);
    }
  })();
  return {
    stop: async () => {
      going = false;
      await asking;
      return answered;
    },
  };
}

async function post<T>(path: string, body?: object): Promise<T> {
  const reply = await call<T>(engine.url, path, body, {}, 'POST');
  if (reply.status >= 300) throw new Error(`${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
  return reply.body;
}

async function until(is: (answer: EncodersAnswer) => boolean): Promise<void> {
  const began = performance.now();
  while (!is((await call<EncodersAnswer>(engine.url, '/v1/encoders')).body)) {
    if (performance.now() - began > mostMs) throw new Error('the encoders do not change');
    await sleep(25);
  }
}

async function timed(path: string, body: object | undefined, model: string): Promise<number> {
  const began = performance.now();
  await post(path, body);
  await until(({ answering }) => answering.model === model);
  return performance.now() - began;
}

function written(
  { serving, standby, queries, changed, overlapAt10, groups, titleToPicture, changes }: ReportAnswer,
  measured: {
    readonly readySeconds: number;
    readonly there: number;
    readonly back: number;
    readonly answered: ReadonlyMap<string, number>;
  },
): string {
  const rows = (name: string, own: Compared | null | undefined): string[][] =>
    own ? [[name, shown(own.serving), shown(own.standby), shownDifference(own.difference)]] : [];
  const overlap = (one: Estimate): string => shown(one);
  const answered = [...measured.answered].map(([model, count]) => `${count} by ${model}`).join(', ');
  return [
    circumstances('npm run lab -- encoder switch', `${serving.model} to ${standby.model}`),
    `The seed shop was served by ${serving.model}; ${standby.model} was ready ${measured.readySeconds.toFixed(0)} s after it became the standby, answered ${measured.there.toFixed(0)} ms after the switch, and the former one ${measured.back.toFixed(0)} ms after the roll-back. A customer asked all the while: every request was answered (${answered}).`,
    `The report before the switch: ${changed} of ${queries} queries change in some place; overlap@10 ${overlap(overlapAt10)}.`,
    table(
      ['Queries', serving.model, standby.model, 'difference'],
      [
        ...groups.flatMap(({ group, judged, firstRight, rightInTen }) => [
          ...rows(`${group} (${judged}): first right`, firstRight),
          ...rows(`${group} (${judged}): right ones in ten`, rightInTen),
        ]),
        ...rows('title to its own picture, without words, R@1', titleToPicture?.recallAt1),
        ...rows('title to its own picture, without words, R@10', titleToPicture?.recallAt10),
      ],
    ),
    `Most changed: ${changes
      .slice(0, 5)
      .map(({ text, overlapAt10: kept }) => `"${text}" (${figure(kept)})`)
      .join(', ')}.`,
  ].join('\n\n');
}
