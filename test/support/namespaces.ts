import { spawnSync } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';

/** What starts a command that sees no process outside, and whose numbers begin anew. */
export const inNamespaces: readonly string[] = [
  'unshare',
  '--pid',
  '--ipc',
  '--mount',
  '--mount-proc',
  '--fork',
  '--kill-child',
];

/** Why processes can't be put into namespaces of their own here, or undefined where they can. */
export const noNamespaces = ((): string | undefined => {
  const tried = spawnSync(inNamespaces[0] ?? '', [...inNamespaces.slice(1), 'true']);
  return tried.status === 0
    ? undefined
    : `unshare is not permitted: ${tried.error ? tried.error.message : String(tried.stderr)}`;
})();

/** The same, with a process before the command: the application can end alone. Killing the outer one ends all. */
export const asContainer: readonly string[] = [
  ...inNamespaces,
  'sh',
  '-c',
  '"$@" & wait; exec sleep 100000',
  'sh',
];

/** The application of the folder, whatever namespace it runs in; undefined where none does. */
export async function applicationOf(dataDir: string): Promise<number | undefined> {
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const program = await readlink(`/proc/${name}/exe`).catch(() => '');
    if (program !== process.execPath) continue;
    const environment = await readFile(`/proc/${name}/environ`, 'utf8').catch(() => '');
    if (environment.split('\0').includes(`DATA_DIR=${dataDir}`)) return Number(name);
  }
  return undefined;
}
