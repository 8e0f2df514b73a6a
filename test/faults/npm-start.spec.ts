import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectFolder } from '#platform';

const long = process.env['FAULTS'] === 'long';
const longestStopMs = 15_000;

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** All processes that have this folder in their environment: whatever was started for it, and by that. */
async function processesOf(folder: string): Promise<Process[]> {
  const found: Process[] = [];
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const environment = await readFile(`/proc/${entry}/environ`, 'utf8');
      if (!environment.includes(`DATA_DIR=${folder}`)) continue;
      const stat = await readFile(`/proc/${entry}/stat`, 'utf8');
      const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (state === 'Z') continue;
      const command = (await readFile(`/proc/${entry}/cmdline`, 'utf8')).replaceAll('\u0000', ' ').trim();
      found.push({ pid: Number(entry), parent: Number(parent), command });
    } catch {
      // It ended meanwhile, or is another user's: PostgreSQL's processes are found by their folder.
    }
  }
  return found;
}

/** The process number of the folder's PostgreSQL server, where it runs. */
async function serverOf(folder: string): Promise<number | undefined> {
  const text = await readFile(join(folder, 'postgres', 'postmaster.pid'), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : Number(text.split('\n')[0]);
}

describe.skipIf(process.platform !== 'linux')('a signal to `npm start`', { timeout: 300_000 }, () => {
  let folder: string;
  const started: ChildProcess[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'concella-npm-'));
    await chmod(folder, 0o755);
  });

  afterAll(async () => {
    for (const { pid } of await processesOf(folder)) process.kill(pid, 'SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  /** npm in a process group of its own, as a supervisor or a terminal starts it. */
  const npmStart = (): ChildProcess => {
    const env = { ...process.env, DATA_DIR: folder, PORT: '0', HOST: '127.0.0.1', SEED_CATALOGUE: 'off' };
    const npm = spawn('npm', ['start'], {
      cwd: projectFolder,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    started.push(npm);
    return npm;
  };

  const says = (npm: ChildProcess, words: RegExp): Promise<void> =>
    new Promise((resolve, reject) => {
      let text = '';
      const hear = (chunk: Buffer): void => {
        text += chunk.toString();
        if (words.test(text)) resolve();
      };
      npm.stdout?.on('data', hear);
      npm.stderr?.on('data', hear);
      npm.once('exit', () => reject(new Error(`npm ended: ${text.slice(-2_000)}`)));
    });

  const expectNothingLeft = async (): Promise<void> => {
    await expect
      .poll(async () => (await processesOf(folder)).map(({ command }) => command), {
        timeout: longestStopMs,
        interval: 100,
      })
      .toEqual([]);
    expect(await serverOf(folder)).toBeUndefined();
  };

  const ways: readonly (readonly [string, (npm: number) => void])[] = [
    ['SIGTERM to npm', (npm) => process.kill(npm, 'SIGTERM')],
    ['SIGKILL to npm', (npm) => process.kill(npm, 'SIGKILL')],
    ['SIGINT to the group, as Ctrl-C sends it', (npm) => process.kill(-npm, 'SIGINT')],
    ['SIGINT to npm', (npm) => process.kill(npm, 'SIGINT')],
    ['SIGTERM to the group', (npm) => process.kill(-npm, 'SIGTERM')],
  ];
  it.each(long ? ways : ways.slice(0, 3))('ends the whole tree: %s', async (_, signal) => {
    const npm = npmStart();
    await says(npm, /serving/);
    expect(await serverOf(folder)).toBeGreaterThan(0);
    const ended = once(npm, 'exit');
    signal(npm.pid ?? 0);
    await ended;
    await expectNothingLeft();
  });

  it.runIf(long).each(['SIGTERM', 'SIGKILL'] as const)(
    'ends a build that comes first: %s',
    async (signal) => {
      // Newer than the build, as after a change.
      const now = new Date();
      await utimes(join(projectFolder, 'package.json'), now, now);
      const npm = npmStart();
      await says(npm, /Building/);
      const ended = once(npm, 'exit');
      process.kill(npm.pid ?? 0, signal);
      await ended;
      await expectNothingLeft();
    },
  );
});
