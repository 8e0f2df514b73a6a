import { join } from 'node:path';
import { ESLint } from 'eslint';
import { describe, expect, it } from 'vitest';
import { projectFolder } from '#platform';

const eslint = new ESLint({ cwd: projectFolder });

/** The house's own rules that bite on this text, as if it stood in a file of a lib. */
async function bites(text: string): Promise<string[]> {
  const filePath = join(projectFolder, 'libs/platform/src/handled-later.ts');
  const [result] = await eslint.lintText(text, { filePath });
  return (result?.messages ?? [])
    .map(({ ruleId }) => ruleId ?? '')
    .filter((rule) => rule.startsWith('house/'));
}

const promise = 'declare function look(): Promise<number>;\n';

/** Breaks the rules in a text that exists only for the test, and looks whether the lint bites. */
describe('a failure that nobody would hear', { timeout: 180_000 }, () => {
  it.each([
    ['begun, and awaited after another', `const a = look(); await look(); return a;`],
    ['begun, and kept in a map until later', `const a = look(); known.set('a', a); await look(); await a;`],
    ['begun, and never awaited', `const a = look(); a.finally(() => undefined);`],
    ['thrown away with void', `void look();`],
    ['thrown away in a callback', `setTimeout(() => void look(), 1);`],
    ['kept in a field', `kept.a = look();`],
    ['kept in an object', `const all = { a: look() }; await look(); return all;`],
    [
      'of an emitter',
      `const worker = new Worker('x.js'); worker.on('exit', () => undefined);`,
      'house/heard-errors',
    ],
  ])('is found: %s', async (_, body, rule = 'house/heard-promises') => {
    const text =
      `import { Worker } from 'node:worker_threads';\n${promise}` +
      `export async function breach(known: Map<string, Promise<number>>, kept: { a?: Promise<number> }): Promise<unknown> {\n${body}\n}\n`;
    expect(await bites(text)).toContain(rule);
  });

  it.each([
    ['awaited at once', `const a = look(); return await a;`],
    ['awaited together', `const a = look(); const b = look(); return Promise.all([a, b]);`],
    ['caught', `const a = look(); a.catch(() => undefined); await look(); return a;`],
    ['heard by handledLater', `const a = handledLater(look()); await look(); return a;`],
    ['of an emitter that is listened to', `const w = new Worker('x.js'); w.on('error', () => undefined);`],
  ])('is none: %s', async (_, body) => {
    const text =
      `import { Worker } from 'node:worker_threads';\n${promise}declare function handledLater<T>(work: Promise<T>): Promise<T>;\n` +
      `export async function fine(): Promise<unknown> {\n${body}\n}\n`;
    expect(await bites(text)).toEqual([]);
  });
});
