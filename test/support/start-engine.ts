import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface Engine {
  /** Where it listens, without a slash at the end. */
  readonly url: string;
  readonly dataDir: string;
  /** The last lines that it logged. */
  readonly log: readonly string[];
  /** Ends it as an operator would, waits, and removes its data folder unless one was given. */
  stop(): Promise<void>;
  /** Ends it as a crash would; the data folder stays, for the next start. */
  kill9(): Promise<void>;
  /** Null while it runs. */
  exitCode(): number | null;
  readonly pid: number;
}

export interface StartOptions {
  /** Added to the environment. The seed catalogue is off unless asked for here. */
  readonly env?: Readonly<Record<string, string>>;
  /** A folder to go on with; a new temporary one otherwise. */
  readonly dataDir?: string;
  /** Is told every line that it logs. */
  readonly onLine?: (line: string) => void;
  /** A command that starts it, as `nice` does; without one it is started itself. */
  readonly through?: readonly string[];
  /** Milliseconds until it must be ready. */
  readonly timeoutMs?: number;
}

const logLines = 200;

export interface Launched {
  readonly child: ChildProcess;
  /** The last lines that it logged. */
  readonly log: readonly string[];
  /** Its address, as soon as it logs it. */
  readonly listening: Promise<string>;
}

/** Starts the real, built application (npm run build) as a process of its own on a free port, and waits for nothing. */
export function launchEngine({
  env = {},
  dataDir,
  onLine,
  through = [],
}: Omit<StartOptions, 'timeoutMs'> & { readonly dataDir: string }): Launched {
  const [command, ...args] = [...through, process.execPath, 'dist/apps/api/src/main.js'];
  const child = spawn(command, args, {
    env: { ...process.env, PORT: '0', HOST: '127.0.0.1', SEED_CATALOGUE: 'off', ...env, DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log: string[] = [];
  const listening = new Promise<string>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        log.push(line);
        onLine?.(line);
        if (log.length > logLines) log.shift();
        const url = /"url":"(http[^"]+)".*"msg":"listening"/.exec(line)?.[1];
        if (url) resolve(url.replace(/\/$/, ''));
      });
    }
  });
  return { child, log, listening };
}

/**
 * Starts the application and waits. Resolves when /health/ready answers 200, rejects with the end of its log when it
 * ends before.
 */
export async function startEngine({
  dataDir,
  timeoutMs = 120_000,
  ...options
}: StartOptions = {}): Promise<Engine> {
  const folder = dataDir ?? (await mkdtemp(join(tmpdir(), 'concella-')));
  const { child, log, listening } = launchEngine({ ...options, dataDir: folder });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the engine ended with ${String(code)}:\n${log.slice(-20).join('\n')}`);
  });
  ended.catch(() => undefined);
  const deadline = Date.now() + timeoutMs;
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill(signal);
    await exit;
  };
  const late = setTimeout(() => void end('SIGKILL'), timeoutMs);
  try {
    const url = await Promise.race([listening, ended]);
    await Promise.race([ready(url, deadline, child), ended]);
    return {
      url,
      dataDir: folder,
      log,
      stop: async () => {
        await end('SIGTERM');
        if (!dataDir) await rm(folder, { recursive: true, force: true });
      },
      kill9: () => end('SIGKILL'),
      exitCode: () => child.exitCode,
      pid: child.pid ?? 0,
    };
  } catch (error) {
    await end('SIGTERM');
    throw error;
  } finally {
    clearTimeout(late);
  }
}

async function ready(url: string, deadline: number, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const answer = await fetch(`${url}/health/ready`).catch(() => undefined);
    if (answer?.status === 200) return;
    if (Date.now() > deadline) throw new Error(`not ready in time: ${(await answer?.text()) ?? 'no answer'}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
