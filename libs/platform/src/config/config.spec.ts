import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError, printedConfig, readConfig } from './config.js';

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
    ['a host with a port', { ALLOWED_HOSTS: 'shop.example:443' }, 'ALLOWED_HOSTS'],
    ['a host with a wildcard', { ALLOWED_HOSTS: '*.shop.example' }, 'ALLOWED_HOSTS'],
    ['any origin', { CORS_ORIGINS: '*' }, 'CORS_ORIGINS'],
    ['any origin of a domain', { CORS_ORIGINS: 'https://*.shop.example' }, 'CORS_ORIGINS'],
    ['the origin of local files', { CORS_ORIGINS: 'null' }, 'CORS_ORIGINS'],
    ['an origin with a path', { CORS_ORIGINS: 'https://shop.example/' }, 'CORS_ORIGINS'],
    ['a path as a model', { MODEL: '../secret' }, 'MODEL'],
    ['an api process without a shared database', { ROLE: 'api' }, 'ROLE'],
  ])('refuses %s and names the variable', (_, env, variable) => {
    expect(() => readConfig(env)).toThrow(ConfigError);
    expect(() => readConfig(env)).toThrow(variable);
  });

  it('takes names and origins', () => {
    const config = readConfig({
      ALLOWED_HOSTS: 'shop.example, [fd00::1]',
      CORS_ORIGINS: 'https://shop.example,http://localhost:5173',
    });
    expect(config.allowedHosts).toEqual(['shop.example', '[fd00::1]']);
    expect(config.corsOrigins).toEqual(['https://shop.example', 'http://localhost:5173']);
  });

  it('lets an open address in with keys', () => {
    const config = readConfig({ HOST: '0.0.0.0', API_KEYS: 'a-key-of-sixteen, another-key-of-16' });
    expect(config.apiKeys).toEqual(['a-key-of-sixteen', 'another-key-of-16']);
  });
});

describe('printedConfig', () => {
  const printed = (databaseUrl: string): string =>
    JSON.stringify(printedConfig(readConfig({ DATABASE_URL: databaseUrl, API_KEYS: 'a-key-of-sixteen' })));

  it.each([
    'postgres://shop:geheim@db.example:6432/shop',
    'postgres://db.example:6432/shop?user=shop&password=geheim',
    'postgres://shop:x@db.example:6432/shop?options=geheim&application_name=geheim',
    'postgres://geheim@db.example:6432/shop',
    'postgres://shop:x%2Fgeheim%40@db.example:6432/shop#geheim',
  ])('says of %s where the database is, and nothing else', (databaseUrl) => {
    expect(printed(databaseUrl)).toContain('"database":{"host":"db.example","port":6432,"name":"shop"}');
    expect(printed(databaseUrl)).not.toContain('geheim');
    expect(printed(databaseUrl)).not.toContain('a-key-of-sixteen');
  });

  it.each(['postgres://shop:12/geheim@db/shop', 'postgres:///geheim@db'])(
    'keeps back what may belong to a password: %s',
    (databaseUrl) => expect(printed(databaseUrl)).not.toContain('geheim'),
  );

  it.each([
    'postgres://shop:ge/heim@db/shop',
    'postgres://shop:geheim@d<b/shop',
    'postgres://db/x?sslkey=/no/geheim',
    'postgres://shop:ge%heim@db/shop',
  ])('does not repeat an address that is refused: %s', (databaseUrl) => {
    const said = (): unknown => readConfig({ DATABASE_URL: databaseUrl });
    expect(said).toThrow(/^DATABASE_URL: is not postgres:/);
    expect(said).not.toThrow(/geh?e|heim/);
  });
});
