import { Agent, request } from 'undici';
import type { ExplainLevel } from './settings.js';

export interface Load {
  /** Milliseconds of each request, in no order. */
  readonly latencies: readonly number[];
  readonly perSecond: number;
  /** Mean milliseconds of each stage inside the engine. */
  readonly stages: Readonly<Record<string, number>>;
}

/** Asks each text once over HTTP with kept connections, `clients` at a time. */
export async function load(
  url: string,
  texts: readonly string[],
  explain: ExplainLevel,
  clients: number,
): Promise<Load> {
  const agent = new Agent({ connections: clients, pipelining: 1 });
  const latencies: number[] = [];
  const before = await stageSums(url);
  const open = [...texts];
  const began = performance.now();
  const client = async (): Promise<void> => {
    for (let text = open.pop(); text !== undefined; text = open.pop()) {
      const asked = performance.now();
      const answer = await request(`${url}/v1/recommendations`, {
        method: 'POST',
        dispatcher: agent,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: { text }, explain }),
      });
      const body = await answer.body.text();
      latencies.push(performance.now() - asked);
      if (answer.statusCode !== 200)
        throw new Error(`"${text}" was answered with ${answer.statusCode}: ${body}`);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  const seconds = (performance.now() - began) / 1000;
  await agent.close();
  const after = await stageSums(url);
  const stages = Object.fromEntries(
    Array.from(after, ([stage, sum]) => [stage, ((sum - (before.get(stage) ?? 0)) * 1000) / texts.length]),
  );
  return { latencies, perSecond: texts.length / seconds, stages };
}

/** Seconds spent in each stage so far, from /metrics. */
async function stageSums(url: string): Promise<Map<string, number>> {
  const text = await (await request(`${url}/metrics`)).body.text();
  const lines = text.matchAll(/^concella_recommendation_stage_seconds_sum\{stage="([^"]+)"\} (\S+)$/gm);
  return new Map(Array.from(lines, ([, stage, sum]) => [stage!, Number(sum)]));
}
