import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Why programs can't be run as another user here, or undefined where they can. */
export const noOtherUser = process.getuid?.() === 0 ? undefined : 'only root may act as another user';

/** Runs a module's text as the user nobody; resolves with what it printed, whether or not it failed. */
export async function asNobody(module: string, cwd: string): Promise<string> {
  const { uid, gid } = { uid: 65_534, gid: 65_534 };
  const args = ['--input-type=module', '--eval', module];
  try {
    const { stdout, stderr } = await run(process.execPath, args, { uid, gid, cwd, env: {} });
    return stdout + stderr;
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    return `${stdout ?? ''}${stderr ?? String(error)}`;
  }
}
