import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { projectFolder } from '#platform';
import type { JudgeAnswer, JudgeData } from './judge-messages.js';

/** {@link judgeFitted} in a thread of its own. @throws the signal's reason when it is aborted */
export async function judgeInThread(data: JudgeData, signal?: AbortSignal): Promise<JudgeAnswer> {
  const worker = new Worker(join(projectFolder, 'dist/libs/neurons/src/versions/judge-worker.js'), {
    workerData: data,
    // The built code, also where this process runs the sources.
    execArgv: [],
  });
  // Also after it has answered: an 'error' event that nobody listens to ends the process.
  worker.on('error', () => undefined);
  try {
    const [answer] = (await once(worker, 'message', signal ? { signal } : {})) as [JudgeAnswer];
    return answer;
  } finally {
    await worker.terminate();
  }
}
