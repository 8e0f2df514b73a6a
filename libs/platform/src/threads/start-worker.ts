import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { projectFolder } from '../config/project-folder.js';
import { requireCurrentBuild } from './current-build.js';

/**
 * Starts a thread that runs a compiled module. It is named as seen from the caller,
 * `new URL('./tower-worker.js', import.meta.url)`; where the caller runs from the sources (tests), the module is the one
 * that was compiled of them, since Node.js loads no TypeScript in a thread.
 *
 * @param onError hears the thread's failure, which ends the process where nobody listens
 * @throws where the build is older than the sources
 */
export function startWorker(
  module: URL,
  { name, data }: { readonly name: string; readonly data: unknown },
  onError: (error: Error) => void,
): Worker {
  const path = relative(projectFolder, fileURLToPath(module));
  const compiled = path.startsWith('dist');
  if (!compiled) requireCurrentBuild();
  const worker = new Worker(join(projectFolder, compiled ? path : join('dist', path)), {
    name,
    workerData: data,
    // By its conditions this process finds sources; the thread's must be its own.
    ...(compiled ? {} : { execArgv: [] }),
  });
  worker.on('error', (error) => onError(error instanceof Error ? error : new Error(String(error))));
  return worker;
}
