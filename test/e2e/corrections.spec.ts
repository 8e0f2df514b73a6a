import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AlignmentAnswer } from '../../libs/alignment/src/contract.js';
import type { CorrectionAnswer, NeuronAnswer, NeuronsAnswer } from '../../libs/neurons/src/contract.js';
import type { HistoryAnswer } from '../../libs/neurons/src/corrections/contract.js';
import type { RecommendationAnswer } from '../../libs/recommendation/src/contract.js';
import { call, recommend, sums, type Problem, type Reply } from '../support/ask.js';
import { seedPicture } from '../support/seed-picture.js';
import { startEngine, type Engine } from '../support/start-engine.js';

const ann = { author: 'Ann' };
const bo = { author: 'Bo' };
const query = { text: 'red ceramic mug' };

describe('people correct neurons', () => {
  let engine: Engine;
  let dataDir: string;
  /** Of the neurons that fire for the query: the strongest kind that shoppers are told by name, and the strongest other. */
  let first: RecommendationAnswer['query']['neurons'][number];
  let second: RecommendationAnswer['query']['neurons'][number];
  let made: number[] = [];

  const start = (): Promise<Engine> => startEngine({ env: { SEED_CATALOGUE: 'on' }, dataDir });
  const ask = async (options: object = {}): Promise<RecommendationAnswer> => {
    const answer = await recommend(engine.url, { query, limit: 10, explain: 'expert', ...options });
    for (const result of answer.results) {
      expect(Math.abs(sums(result).parts - result.score)).toBeLessThan(1e-5);
      if (result.neurons) expect(Math.abs(sums(result).neurons - result.score)).toBeLessThan(1e-5);
    }
    return answer;
  };
  const put = <T>(path: string, body: object): Promise<Reply<T>> =>
    call<T>(engine.url, `/v1/neurons/${path}`, body, {}, 'PUT');
  const correct = async (path: string, body: object): Promise<CorrectionAnswer> => {
    const reply = await put<CorrectionAnswer>(path, body);
    expect(reply.status, JSON.stringify(reply.body)).toBe(200);
    if (reply.body.change) made.push(reply.body.change.id);
    return reply.body;
  };
  const undo = <T>(change: number | undefined, by = ann): Promise<Reply<T>> =>
    call<T>(engine.url, `/v1/neurons/changes/${change ?? 0}/undo`, by);
  const of = ({ query: { neurons } }: RecommendationAnswer, id: number) =>
    neurons.find((neuron) => neuron.id === id);
  const contributions = ({ results }: RecommendationAnswer, id: number): number[] =>
    results.map(({ neurons }) => neurons?.find((neuron) => neuron.id === id)?.contribution ?? NaN);
  const reasons = ({ results }: RecommendationAnswer): number[] =>
    results.flatMap(({ reason }) =>
      [...(reason?.neurons ?? []), ...(reason?.against ?? [])].map(({ id }) => id),
    );
  const sentences = ({ results }: RecommendationAnswer): string =>
    results.map(({ reason }) => reason?.sentence).join('\n');

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'concella-corrections-'));
    await chmod(dataDir, 0o755);
    engine = await start();
  });
  afterAll(async () => {
    await engine.stop();
    await rm(dataDir, { recursive: true, force: true });
  });
  beforeEach(async () => {
    // Each test begins with the dictionary as it is shipped.
    for (const id of made.reverse()) await undo(id);
    made = [];
    const { neurons } = (await ask()).query;
    const told = neurons.find(({ facet, confidence }) => facet === 'category' && confidence >= 0.6);
    if (!told) throw new Error('the query fires no kind that is told by name');
    first = told;
    second = neurons.find(({ id }) => id !== told.id)!;
    const { body } = await call<NeuronAnswer>(engine.url, `/v1/neurons/${first.id}`);
    expect(body).toMatchObject({ namedBy: { by: 'measured' }, hidden: false, excludedFrom: 'nothing' });
  });

  it('name one: the next answer says it, with who said so, and the dictionary keeps what it had measured', async () => {
    const { neuron, change } = await correct(`${first.id}/name`, { name: 'zebra cup', ...ann });
    expect(neuron).toMatchObject({
      name: 'zebra cup',
      confidence: 1,
      facet: first.facet,
      namedBy: { by: 'person', author: 'Ann' },
      measured: { name: first.name },
    });
    expect(change).toMatchObject({ kind: 'name', value: { name: 'zebra cup' }, author: 'Ann', undone: null });
    const answer = await ask({ explain: 'shopper' });
    expect(of(answer, first.id)).toMatchObject({ name: 'zebra cup', confidence: 1 });
    expect(sentences(answer)).toContain('zebra cup');
    const found = await call<NeuronsAnswer>(engine.url, '/v1/neurons?search=ZEBRA%20cup');
    expect(found.body.neurons.map(({ id }) => id)).toEqual([first.id]);
    expect((await correct(`${first.id}/name`, { name: 'zebra cup', ...bo })).change).toBeNull();
    await correct(`${first.id}/name`, { name: null, ...bo });
    expect(of(await ask(), first.id)).toMatchObject({ name: null, confidence: 0 });
  });

  it('name one in another language: lists and chips follow, sentences stay English', async () => {
    const { neuron } = await correct(`${first.id}/name`, { name: 'Tasse', language: 'de', ...ann });
    expect(neuron.names['de']).toEqual({ name: 'Tasse', by: 'person' });
    expect(neuron.name).toBe(first.name);
    const german = await ask({ language: 'de-at', explain: 'shopper' });
    expect(of(german, first.id)?.name).toBe('Tasse');
    expect(sentences(german)).not.toContain('Tasse');
    expect(sentences(german)).toBe(sentences(await ask({ explain: 'shopper' })));
    expect(of(await ask({ language: 'cy' }), first.id)?.name).toBe(first.name);
    const list = await call<NeuronsAnswer>(engine.url, '/v1/neurons?search=tasse&language=de');
    expect(list.body.neurons).toContainEqual(expect.objectContaining({ id: first.id, name: 'Tasse' }));
    const page = await call<NeuronAnswer>(engine.url, `/v1/neurons/${first.id}?language=de`);
    expect(page.body.name).toBe('Tasse');
    const fire = await call<{ text: { neurons: NeuronAnswer[] } }>(engine.url, '/v1/neurons/fire', {
      ...query,
      language: 'de',
    });
    expect(fire.body.text.neurons.find(({ id }) => id === first.id)?.name).toBe('Tasse');
    const picture = await readFile(seedPicture('red-stoneware-mug-1.webp'));
    const aligned = await call<AlignmentAnswer>(engine.url, '/v1/alignment', {
      pictures: [picture.toString('base64')],
      texts: [query.text],
      language: 'de',
    });
    const [pair] = aligned.body.pairs;
    expect([...(pair?.shared ?? []), ...(pair?.textOnly ?? [])]).toContainEqual(
      expect.objectContaining({ id: first.id, name: 'Tasse' }),
    );
    const similar = await call<RecommendationAnswer>(
      engine.url,
      '/v1/products/red-stoneware-mug/similar?language=de&explain=expert',
    );
    const chip = similar.body.query.neurons.find(({ id }) => id === first.id);
    if (chip) expect(chip.name).toBe('Tasse');
  });

  it('hide one: no name, no reason, no sentence, and its contribution stays in the sum', async () => {
    const before = await ask();
    const unnamed = ({ results }: RecommendationAnswer): number[] =>
      results.map((result) => result.unnamed?.contribution ?? 0);
    const unnamedBefore = unnamed(await ask({ explain: 'shopper' }));
    expect(reasons(before)).toContain(first.id);
    await correct(`${first.id}/hidden`, { hidden: true, ...ann });
    for (const explain of ['shopper', 'merchant', 'expert']) {
      const answer = await ask({ explain });
      expect(reasons(answer)).not.toContain(first.id);
      expect(answer.query.neurons.find(({ id }) => id === first.id)?.name).toBeNull();
      const own = contributions(before, first.id);
      // A shopper is told of no neuron that has no name: it is in their sum.
      if (explain === 'shopper')
        unnamed(answer).forEach((sum, at) => expect(sum).toBeCloseTo(unnamedBefore[at]! + own[at]!, 9));
      else expect(contributions(answer, first.id)).toEqual(own);
      expect(answer.results.map(({ score }) => score)).toEqual(before.results.map(({ score }) => score));
    }
    await correct(`${first.id}/hidden`, { hidden: false, ...bo });
    expect(reasons(await ask())).toEqual(reasons(before));
  });

  it('merge one into another: one name, one contribution, the same sum', async () => {
    const before = await ask();
    const { neuron } = await correct(`${second.id}/merged`, { into: first.id, ...ann });
    expect(neuron.mergedInto).toBe(first.id);
    const after = await ask();
    expect(after.results.map(({ score }) => score)).toEqual(before.results.map(({ score }) => score));
    expect(after.query.neurons.map(({ id }) => id)).not.toContain(second.id);
    const [a, b, both] = [
      contributions(before, first.id),
      contributions(before, second.id),
      contributions(after, first.id),
    ];
    both.forEach((sum, at) => expect(sum).toBeCloseTo(a[at]! + b[at]!, 9));
    expect(contributions(after, second.id).every(Number.isNaN)).toBe(true);
    expect(after.results.map(({ remainder }) => remainder)).toEqual(
      before.results.map(({ remainder }) => remainder),
    );
    const back = await put<Problem>(`${first.id}/merged`, { into: second.id, ...ann });
    expect([back.status, back.body.errors?.[0]?.field]).toEqual([409, 'into']);
  });

  it('mark one as sensitive at once; two of them release it', async () => {
    await correct(`${first.id}/sensitive`, { sensitive: true, ...ann });
    const silent = await ask({ explain: 'shopper' });
    expect(silent.query.neurons.find(({ id }) => id === first.id)?.name).toBeNull();
    expect(reasons(silent)).not.toContain(first.id);
    const release = { sensitive: false };
    const proposed = await correct(`${first.id}/sensitive`, { ...release, ...ann });
    expect(proposed.neuron).toMatchObject({ sensitive: true, release: { author: 'Ann' } });
    const again = await correct(`${first.id}/sensitive`, { ...release, author: ' ANN' });
    expect([again.neuron.sensitive, again.change]).toEqual([true, null]);
    expect((await undo<Problem>(made[0], bo)).status).toBe(409);
    expect(reasons(await ask({ explain: 'shopper' }))).not.toContain(first.id);
    const confirmed = await correct(`${first.id}/sensitive`, { ...release, ...bo });
    expect(confirmed.neuron).toMatchObject({ sensitive: false, release: null });
    expect(reasons(await ask({ explain: 'shopper' }))).toContain(first.id);
  });

  it('exclude one from reasons, then from ranking, where it has no part in any score', async () => {
    const before = await ask();
    await correct(`${first.id}/excluded`, { from: 'reasons', ...ann });
    const silent = await ask();
    expect(reasons(silent)).not.toContain(first.id);
    expect(contributions(silent, first.id)).toEqual(contributions(before, first.id));
    await correct(`${first.id}/excluded`, { from: 'ranking', ...ann });
    for (const request of [
      {},
      { query: { like: ['red-stoneware-mug'] } },
      { query: { ...query, unlike: ['red-stoneware-mug'] } },
      { explain: 'none' },
    ]) {
      const answer = await ask({ explain: 'merchant', ...request, limit: 50 });
      expect(answer.results.length).toBeGreaterThan(10);
      expect(answer.query.neurons.map(({ id }) => id)).not.toContain(first.id);
      expect(reasons(answer)).not.toContain(first.id);
      expect(contributions(answer, first.id).every(Number.isNaN)).toBe(true);
    }
    const plain = (await ask()).results.map(({ score }) => score);
    expect(plain).not.toEqual(before.results.map(({ score }) => score));
    const turned = await call<Problem>(engine.url, '/v1/recommendations', {
      query: { ...query, steer: [{ neuron: first.id, weight: 1 }] },
    });
    expect([turned.status, turned.body.errors?.[0]?.field]).toEqual([400, 'query.steer.0.neuron']);
    await correct(`${first.id}/excluded`, { from: 'nothing', ...bo });
    expect((await ask()).results).toEqual(before.results);
    expect((await call<string>(engine.url, '/metrics')).body).toMatch(/concella_identity_violations_total 0/);
  });

  it('undo a change, once, and read who did what', async () => {
    const { change } = await correct(`${first.id}/name`, {
      name: 'a mistake',
      reason: 'Typed too fast',
      ...ann,
    });
    const undone = await undo<CorrectionAnswer>(change?.id, bo);
    expect(undone.body.neuron).toMatchObject({ name: first.name, namedBy: { by: 'measured' } });
    expect(undone.body.change).toMatchObject({ kind: 'undo', author: 'Bo', value: { undoes: change?.id } });
    expect(of(await ask(), first.id)).toMatchObject({ name: first.name, confidence: first.confidence });
    const twice = await undo<Problem>(change?.id, bo);
    expect([twice.status, twice.body.type]).toEqual([409, 'urn:concella:problem:already-undone']);
    expect((await undo<Problem>(undone.body.change?.id, bo)).status).toBe(409);
    const { body } = await call<HistoryAnswer>(engine.url, `/v1/neurons/${first.id}/history?limit=2`);
    expect(body.changes).toMatchObject([
      { kind: 'undo', author: 'Bo', reason: null, undone: null },
      {
        id: change?.id,
        kind: 'name',
        author: 'Ann',
        reason: 'Typed too fast',
        undone: { author: 'Bo', change: undone.body.change?.id },
      },
    ]);
    expect(body.total).toBeGreaterThanOrEqual(2);
  });

  it('find their words kept after a restart', async () => {
    await correct(`${first.id}/name`, { name: 'zebra cup', ...ann });
    await correct(`${second.id}/hidden`, { hidden: true, ...bo });
    const before = await ask();
    await engine.kill9();
    engine = await start();
    expect((await ask()).query.neurons).toEqual(before.query.neurons);
    const { body } = await call<NeuronAnswer>(engine.url, `/v1/neurons/${first.id}`);
    expect(body).toMatchObject({ name: 'zebra cup', namedBy: { by: 'person', author: 'Ann' } });
  });
});
