import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { NamedSchemas } from './named-schemas.js';

describe('NamedSchemas', () => {
  it('refers to a named schema wherever it appears', () => {
    const named = z.object({ id: z.string() }).meta({ id: 'Named' });
    const { schema, components } = new NamedSchemas().convert(
      z.object({ one: named, all: z.array(named) }),
      'output',
    );
    const reference = { $ref: '#/definitions/Named' };
    expect(schema).toMatchObject({ properties: { one: reference, all: { items: reference } } });
    expect(components).toMatchObject({ Named: { properties: { id: { type: 'string' } } } });
  });

  it('takes an extended schema for another one', () => {
    const base = z.object({ id: z.string() }).meta({ id: 'Base' });
    const { components } = new NamedSchemas().convert(
      z.object({ base, extended: base.extend({ more: z.string() }) }),
      'output',
    );
    expect(Object.keys(components)).toEqual(['Base']);
  });

  it('refuses one name for two shapes', () => {
    const schemas = new NamedSchemas();
    schemas.convert(z.object({ a: z.string() }).meta({ id: 'Twice' }), 'output');
    expect(() => schemas.convert(z.object({ b: z.string() }).meta({ id: 'Twice' }), 'output')).toThrow(
      /"Twice" names two schemas/,
    );
  });

  it('refuses one name for what is sent and what is received, where they differ by a default', () => {
    const schemas = new NamedSchemas();
    const withDefault = z.strictObject({ limit: z.int().default(20) }).meta({ id: 'WithDefault' });
    schemas.convert(withDefault, 'input');
    schemas.convert(withDefault, 'input');
    expect(() => schemas.convert(withDefault, 'output')).toThrow(/"WithDefault" names two schemas/);
  });

  it('writes the limits of the contract and not those of JavaScript', () => {
    const { schema } = new NamedSchemas().convert(
      z.object({ any: z.int(), page: z.int().min(0), percent: z.int().max(100) }),
      'input',
    );
    expect(schema).toMatchObject({
      properties: {
        any: { type: 'integer' },
        page: { type: 'integer', minimum: 0 },
        percent: { type: 'integer', maximum: 100 },
      },
    });
    expect(JSON.stringify(schema)).not.toContain('9007199254740991');
  });
});
