import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cells, detectSeparator } from './csv.js';
import { decodeText, splitRows, type RawRow, type SplitOptions } from './split-rows.js';

async function* pieces(text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield await Promise.resolve(text.slice(at, at + size));
}

async function split(text: string, options?: SplitOptions, size = 7): Promise<RawRow[]> {
  const rows: RawRow[] = [];
  for await (const row of splitRows(pieces(text, size), options)) rows.push(row);
  return rows;
}

const cell = fc.string({
  unit: fc.constantFrom('a', 'b', ' ', '"', ',', '\n', '\r', 'é', '😀'),
  maxLength: 8,
});
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

describe('splitRows', () => {
  it('gives back any quoted table, however the text is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(cell, { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 20 }),
        async (table, size) => {
          const text = table.map((row) => row.map(quoted).join(',')).join('\n');
          const rows = await split(text, { separator: ',' }, size);
          expect(rows.map((row) => cells(row.text, ','))).toEqual(table);
        },
      ),
    );
  });

  it('agrees with csv-parse on unquoted text', async () => {
    const plain = fc.string({ unit: fc.constantFrom('a', '1', ' ', 'é'), minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(plain, { minLength: 1, maxLength: 4 }), { minLength: 1 }),
        async (table) => {
          const text = table.map((row) => row.join(';')).join('\r\n');
          const expected: string[][] = parse(text, { delimiter: ';', relax_column_count: true });
          expect((await split(text, { separator: ';' })).map((row) => cells(row.text, ';'))).toEqual(
            expected,
          );
        },
      ),
    );
  });

  it('counts lines from 1 and reads a last line without its end', async () => {
    expect(await split('a\r\n\r\nb')).toEqual([
      { row: 1, text: 'a' },
      { row: 2, text: '' },
      { row: 3, text: 'b' },
    ]);
    expect(await split('')).toEqual([]);
  });

  it('reports a row that is too long and reads on behind it', async () => {
    for (const separator of [undefined, ',']) {
      const rows = await split(`ok\n${'x'.repeat(500)}\nafter`, {
        ...(separator ? { separator } : {}),
        maxCharacters: 50,
      });
      expect(rows.map((row) => row.problem?.message ?? row.text)).toEqual([
        'ok',
        'the row is longer than 50 characters',
        'after',
      ]);
    }
  });

  it('reports a quote that is never closed and reads on at the next line', async () => {
    const rows = await split('id,title\n1,"open\n2,fine\n3,also fine', { separator: ',' });
    expect(rows.map((row) => row.problem?.message ?? row.text)).toEqual([
      'id,title',
      'a quote that is opened in this row is never closed',
      '2,fine',
      '3,also fine',
    ]);
    const long = await split(`1,"open\n${'2,fine\n'.repeat(20)}`, { separator: ',', maxCharacters: 40 });
    expect(long[0]?.problem?.message).toContain('never closed');
    expect(long.slice(1).map((row) => row.text)).toEqual(Array(20).fill('2,fine'));
  });

  it('takes a quote in the middle of a cell as a letter', async () => {
    expect((await split('1,12" ruler\n2,x', { separator: ',' })).map((row) => row.text)).toEqual([
      '1,12" ruler',
      '2,x',
    ]);
  });

  it('holds one row of a large file at a time', async () => {
    async function* large(): AsyncGenerator<string> {
      for (let i = 0; i < 2_000; i += 1) yield await Promise.resolve('x'.repeat(65_536));
    }
    const before = process.memoryUsage().heapUsed;
    let peak = 0;
    for await (const row of splitRows(large())) {
      peak = Math.max(peak, process.memoryUsage().heapUsed - before);
      expect(row.problem?.message).toContain('longer than');
    }
    // 131 million characters passed through.
    expect(peak).toBeLessThan(40_000_000);
  });
});

describe('decodeText', () => {
  it('drops the byte-order mark and marks what is not UTF-8', async () => {
    async function* bytes(): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(Buffer.from([0xef, 0xbb, 0xbf, 0x61, 0xc3]));
      yield Buffer.from([0xa9, 0xe9, 0x62]);
    }
    let text = '';
    for await (const part of decodeText(bytes())) text += part;
    expect(text).toBe('aé\uFFFDb');
  });
});

describe('detectSeparator', () => {
  it.each([
    ['id,title,price', ','],
    ['id;title;price', ';'],
    ['id\ttitle', '\t'],
    ['"a,b,c";title', ';'],
    ['id', ','],
  ])('%j', (header, expected) => {
    expect(detectSeparator(header)).toBe(expected);
  });
});
