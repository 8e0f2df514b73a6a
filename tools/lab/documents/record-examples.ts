import { setTimeout as sleep } from 'node:timers/promises';
import { shownAnswer, type Example } from '../../../apps/api/src/openapi/examples.js';
import { askExample } from '../../../test/support/ask-example.js';
import type { ExampleRequest } from './example-requests.js';

const waitMs = 500;

/**
 * Asks an engine with the seed shop for every example.
 *
 * @throws {Error} when it fails, or an example takes something of an answer that was not recorded before
 */
export async function recordExamples(
  url: string,
  requests: readonly ExampleRequest[],
): Promise<readonly Example[]> {
  const recorded: Example[] = [];
  for (const request of requests) {
    const parameters = { ...request.parameters, ...takenOf(request, recorded) };
    const { status, answer } = await settled(url, { ...request, parameters });
    if (status >= 500)
      throw new Error(`the example "${request.name}" of ${request.path} was answered ${status}`);
    const { varies = [], shortened = [] } = request;
    recorded.push({
      ...request,
      parameters,
      status,
      answer: shownAnswer(answer, shortened),
      varies,
      shortened,
    });
  }
  return recorded;
}

function takenOf({ taken }: ExampleRequest, recorded: readonly Example[]): Record<string, string> {
  if (!taken) return {};
  const answer = recorded.find(({ name }) => name === taken.from)?.answer as
    Record<string, unknown> | undefined;
  const value = answer?.[taken.field];
  if (typeof value !== 'string') throw new Error(`no answer "${taken.from}" holds "${taken.field}"`);
  return { [taken.parameter]: value };
}

/** The answer, when nothing is under way any more. */
async function settled(
  url: string,
  request: Parameters<typeof askExample>[1],
): ReturnType<typeof askExample> {
  for (;;) {
    const answered = await askExample(url, request);
    const { state } = answered.answer as { state?: unknown };
    if (state !== 'queued' && state !== 'running') return answered;
    await sleep(waitMs);
  }
}
