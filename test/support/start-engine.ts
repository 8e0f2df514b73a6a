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
}

export interface StartOptions {
  /** Added to the environment. The seed catalogue is off unless asked for here. */
  readonly env?: Readonly<Record<string, string>>;
  /** A folder to go on with; a new temporary one otherwise. */
  readonly dataDir?: string;
  /** Milliseconds until it must be ready. */
  readonly timeoutMs?: number;
}

const logLines = 200;

/**
 * Starts the real, built application (npm run build) as a process of its own on a free port.
 * Resolves when /health/ready answers 200, rejects with the end of its log when it ends before.
 */
export async function startEngine({
  env = {},
  dataDir,
  timeoutMs = 120_000,
}: StartOptions = {}): Promise<Engine> {
  const folder = dataDir ?? (await mkdtemp(join(tmpdir(), 'concella-')));
  const child = spawn(process.execPath, ['dist/apps/api/src/main.js'], {
    env: { ...process.env, PORT: '0', HOST: '127.0.0.1', SEED_CATALOGUE: 'off', ...env, DATA_DIR: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log: string[] = [];
  const listening = new Promise<string>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        log.push(line);
        if (log.length > logLines) log.shift();
        const url = /"url":"(http[^"]+)".*"msg":"listening"/.exec(line)?.[1];
        if (url) resolve(url);
      });
    }
  });
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
    const url = (await Promise.race([listening, ended])).replace(/\/$/, '');
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
