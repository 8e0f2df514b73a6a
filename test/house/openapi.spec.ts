import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '#platform';
import { describe, expect, it } from 'vitest';

const text = readFileSync(join(projectFolder, 'docs/openapi.json'), 'utf8');

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema: { readonly $ref?: string } }>>;
}
interface Document {
  readonly paths: Record<string, Record<string, { readonly responses: Record<string, Content> }>>;
  readonly components: { readonly schemas: Record<string, unknown> };
}
const document = JSON.parse(text) as Document;

describe('docs/openapi.json', () => {
  it('is small enough to be read: under 200 kB', () => {
    expect(Buffer.byteLength(text)).toBeLessThan(200_000);
  });

  it('names what every call answers with', () => {
    const unnamed = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.entries(operations).flatMap(([method, { responses }]) =>
        Object.entries(responses).flatMap(([status, { content = {} }]) =>
          Object.values(content)
            .filter(({ schema }) => !schema.$ref)
            .map(() => `${method} ${path} ${status}`),
        ),
      ),
    );
    expect(unnamed).toEqual([]);
  });

  it('refers to nothing that it does not hold, and holds nothing that it does not refer to', () => {
    const referred = new Set([...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name));
    expect([...referred].sort()).toEqual(Object.keys(document.components.schemas).sort());
  });

  it('tells every refusal as a problem', () => {
    const others = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.entries(operations).flatMap(([method, { responses }]) =>
        Object.entries(responses)
          .filter(([status]) => Number(status) >= 400)
          .filter(([, { content }]) => !content?.['application/problem+json'])
          .map(([status]) => `${method} ${path} ${status}`),
      ),
    );
    // The one answer of a status beyond 400 that is no refusal.
    expect(others).toEqual(['get /health/ready 503']);
  });
});
