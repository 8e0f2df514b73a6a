import { once } from 'node:events';
import { startWorker } from '#platform';
import type { JudgeAnswer, JudgeData } from './judge-messages.js';

/** {@link judgeFitted} in a thread of its own. @throws the signal's reason when it is aborted */
export async function judgeInThread(data: JudgeData, signal?: AbortSignal): Promise<JudgeAnswer> {
  const worker = startWorker(
    new URL('./judge-worker.js', import.meta.url),
    { name: 'judge', data },
    // `once` hears a failure before the answer; after it none matters.
    () => undefined,
  );
  try {
    const [answer] = (await once(worker, 'message', signal ? { signal } : {})) as [JudgeAnswer];
    return answer;
  } finally {
    await worker.terminate();
  }
}
