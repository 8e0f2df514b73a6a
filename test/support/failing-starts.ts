import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { engineProcess } from './engine-process.js';

const run = promisify(execFile);

/** A start that must fail, and what its last line says. */
export interface FailingStart {
  readonly what: string;
  readonly says: RegExp;
  readonly env: () => Record<string, string> | Promise<Record<string, string>>;
  readonly as?: { readonly uid: number; readonly gid: number };
  /** Why it can't be tried here. */
  readonly unless?: string | false;
}

/** Tests that each start ends with one plain line, says it in the log too, gives no secret away and leaves nothing. */
export function testFailingStarts(cases: readonly FailingStart[]): void {
  describe('a start that fails says in one plain last line why, and what to do:', () => {
    for (const { what, says, env, as, unless } of cases) {
      if (unless) console.warn(`NOT TESTED: ${what}: ${unless}`);
      it.skipIf(unless)(what, { timeout: 120_000 }, async () => {
        const given = await env();
        const { output, errors, code } = engineProcess(given, as);
        expect(await code, errors.join('\n')).toBe(1);
        const last = errors.at(-1) ?? '';
        expect(last).toMatch(says);
        expect(last).toMatch(/^Concella could not start: /);
        const logged = JSON.parse(output.at(-1) ?? '{}') as { level: number; msg: string };
        expect(logged).toMatchObject({ level: 60, msg: last });
        const all = [...output, ...errors].join('\n');
        expect(all).not.toMatch(/\n\s+at |"stack"/);
        expect(all).not.toContain('secret-word');
        // The database server that was started for it has ended too.
        const processes = (await run('ps', ['-eo', 'args'])).stdout;
        expect(processes).not.toContain(join(given.DATA_DIR ?? 'never', 'postgres'));
      });
    }
  });
}
