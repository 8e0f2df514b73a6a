import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError, maskedConfig, readConfig } from './config.js';

describe('readConfig', () => {
  it('has a default for everything', () => {
    expect(readConfig({})).toMatchObject({
      port: 3000,
      host: '127.0.0.1',
      dataDir: resolve('./data'),
      role: 'all',
      seedCatalogue: true,
      model: 'concella-small',
      apiKeys: [],
    });
  });

  it('takes an empty variable as unset', () => {
    expect(readConfig({ PORT: '', API_KEYS: '' }).port).toBe(3000);
  });

  it.each([
    ['a port that is no number', { PORT: 'http' }, 'PORT'],
    ['a port out of range', { PORT: '70000' }, 'PORT'],
    ['an unknown role', { ROLE: 'both' }, 'ROLE'],
    ['a switch that is neither on nor off', { SEED_CATALOGUE: 'yes' }, 'SEED_CATALOGUE'],
    ['another database', { DATABASE_URL: 'mysql://db' }, 'DATABASE_URL'],
    ['a short key', { API_KEYS: 'abc' }, 'API_KEYS'],
    ['an open address without keys', { HOST: '0.0.0.0' }, 'HOST'],
    ['a path as a model', { MODEL: '../secret' }, 'MODEL'],
    ['an api process without a shared database', { ROLE: 'api' }, 'ROLE'],
  ])('refuses %s and names the variable', (_, env, variable) => {
    expect(() => readConfig(env)).toThrow(ConfigError);
    expect(() => readConfig(env)).toThrow(variable);
  });

  it('lets an open address in with keys', () => {
    const config = readConfig({ HOST: '0.0.0.0', API_KEYS: 'a-key-of-sixteen, another-key-of-16' });
    expect(config.apiKeys).toEqual(['a-key-of-sixteen', 'another-key-of-16']);
  });
});

describe('maskedConfig', () => {
  it('hides passwords and keys', () => {
    const config = readConfig({
      DATABASE_URL: 'postgres://shop:geheim@db/shop',
      API_KEYS: 'a-key-of-sixteen',
    });
    const printed = JSON.stringify(maskedConfig(config));
    expect(printed).not.toContain('geheim');
    expect(printed).not.toContain('a-key-of-sixteen');
    expect(printed).toContain('postgres://shop:***@db/shop');
  });
});
