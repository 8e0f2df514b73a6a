import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** The built application as a process, in any state of its start. */
export interface EngineProcess {
  readonly child: ChildProcess;
  /** Lines of standard output, so far. */
  readonly output: readonly string[];
  /** Lines of standard error, so far. */
  readonly errors: readonly string[];
  /** Where it listens, as soon as it does. */
  readonly url: Promise<string>;
  /** Its exit status, once it has ended. */
  readonly code: Promise<number | null>;
}

/** Starts the real, built application (npm run build) and waits for nothing. The seed catalogue is off. */
export function engineProcess(
  env: Readonly<Record<string, string>>,
  options: { readonly uid?: number; readonly gid?: number } = {},
): EngineProcess {
  const child = spawn(process.execPath, ['dist/apps/api/src/main.js'], {
    env: { ...process.env, PORT: '0', HOST: '127.0.0.1', SEED_CATALOGUE: 'off', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
  });
  const output: string[] = [];
  const errors: string[] = [];
  const url = new Promise<string>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      output.push(line);
      const found = /"url":"(http[^"]+)".*"msg":"listening"/.exec(line)?.[1];
      if (found) resolve(found);
    });
  });
  createInterface({ input: child.stderr }).on('line', (line) => errors.push(line));
  // "close" comes when the last line has been read too.
  const code = once(child, 'close').then(([status]) => status as number | null);
  return { child, output, errors, url, code };
}
