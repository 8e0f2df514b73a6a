import { resolve } from 'node:path';
import { parse, type ConnectionOptions } from 'pg-connection-string';
import { z } from 'zod';

/** Parts between commas, without the empty ones. */
const list = z.string().transform((value) =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
);

const onOff = z.enum(['on', 'off']).transform((value) => value === 'on');

const environment = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  HOST: z.string().min(1).default('127.0.0.1'),
  DATA_DIR: z.string().min(1).default('./data'),
  STORAGE_DIR: z.string().min(1).optional(),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must start with postgres:// or postgresql://')
    .refine((url) => readAddress(url) !== undefined, {
      error:
        'is not postgres://user:password@host:port/name with existing files (signs of a password as %XX)',
    })
    .optional(),
  ROLE: z.enum(['all', 'api', 'worker']).default('all'),
  SEED_CATALOGUE: onOff.default(true),
  MODEL: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]*$/i, 'must be the name of a folder of models')
    .default('concella-small'),
  MODELS_DIR: z.string().min(1).default('./models'),
  API_KEYS: list.pipe(z.array(z.string().min(16, 'each key needs at least 16 characters'))).default([]),
  ALLOWED_HOSTS: list
    .pipe(
      z.array(
        z.string().regex(/^([a-z0-9._-]+|\[[0-9a-f:.]+\])$/i, 'takes names without scheme, port or wildcard'),
      ),
    )
    .default([]),
  CORS_ORIGINS: list
    .pipe(
      z.array(
        z
          .string()
          .refine(isOrigin, 'takes whole origins such as https://shop.example, without a path or a "*"'),
      ),
    )
    .default([]),
  IDLE_BODY_SECONDS: z.coerce.number().min(1).max(3_600).default(30),
  UPLOADS_KEPT_DAYS: z.coerce.number().int().min(1).max(36_500).default(90),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

/** Everything the environment decides, read once at start. Folders are absolute. */
export interface Config {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  /** Uploads and pictures: the data folder, or one that api and worker processes share. */
  readonly storageDir: string;
  readonly databaseUrl: string | undefined;
  readonly role: 'all' | 'api' | 'worker';
  readonly seedCatalogue: boolean;
  readonly model: string;
  readonly modelsDir: string;
  readonly apiKeys: readonly string[];
  /** So long the body of a request may bring nothing. */
  readonly idleBodyMs: number;
  /** Names, besides loopback ones and `host`, that requests may call this installation by. */
  readonly allowedHosts: readonly string[];
  /** Origins of storefronts whose pages may read. */
  readonly corsOrigins: readonly string[];
  /** Days after which what is known of an upload that ended, its reports included, is forgotten. */
  readonly uploadsKeptDays: number;
  readonly logLevel: string;
}

export class ConfigError extends Error {}

const loopback = new Set(['127.0.0.1', '::1', 'localhost']);

/**
 * Reads and checks the environment.
 *
 * @throws {ConfigError} one line for each variable that is wrong, with what it should be.
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  // An empty variable counts as unset, as a shell user expects.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    throw new ConfigError(
      parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n'),
    );
  }
  const value = parsed.data;
  if (!loopback.has(value.HOST) && value.API_KEYS.length === 0) {
    throw new ConfigError(
      `HOST: ${value.HOST} is reachable from other machines; set API_KEYS or use 127.0.0.1`,
    );
  }
  if (value.ROLE !== 'all' && !value.DATABASE_URL) {
    throw new ConfigError(
      `ROLE: ${value.ROLE} needs DATABASE_URL; the built-in database serves ROLE=all only`,
    );
  }
  if (value.ROLE !== 'all' && !value.STORAGE_DIR) {
    throw new ConfigError(
      `STORAGE_DIR: ${value.ROLE} needs a folder that api and worker processes share for uploads and pictures`,
    );
  }
  return {
    port: value.PORT,
    host: value.HOST,
    dataDir: resolve(value.DATA_DIR),
    storageDir: resolve(value.STORAGE_DIR ?? value.DATA_DIR),
    databaseUrl: value.DATABASE_URL,
    role: value.ROLE,
    seedCatalogue: value.SEED_CATALOGUE,
    model: value.MODEL,
    modelsDir: resolve(value.MODELS_DIR),
    apiKeys: value.API_KEYS,
    idleBodyMs: value.IDLE_BODY_SECONDS * 1_000,
    allowedHosts: value.ALLOWED_HOSTS,
    corsOrigins: value.CORS_ORIGINS,
    uploadsKeptDays: value.UPLOADS_KEPT_DAYS,
    logLevel: value.LOG_LEVEL,
  };
}

/**
 * The configuration as it may be printed. Each value is named here: one that is added is not printed until it is known
 * to hold no secret. A database's address can hold secrets in its user, its password and its parameters.
 */
export function printedConfig(config: Config): Record<string, unknown> {
  const {
    port,
    host,
    dataDir,
    storageDir,
    role,
    seedCatalogue,
    model,
    modelsDir,
    allowedHosts,
    corsOrigins,
  } = config;
  return {
    port,
    host,
    dataDir,
    storageDir,
    database: config.databaseUrl === undefined ? 'embedded' : placeOf(config.databaseUrl),
    role,
    seedCatalogue,
    model,
    modelsDir,
    apiKeys: config.apiKeys.length,
    idleBodyMs: config.idleBodyMs,
    allowedHosts,
    corsOrigins,
    logLevel: config.logLevel,
  };
}

const shortestHidden = 8;

/** What no log line may hold, wherever it comes from. */
export function secretsOf(config: Config): string[] {
  const { databaseUrl, apiKeys } = config;
  if (databaseUrl === undefined) return [...apiKeys];
  const password = readAddress(databaseUrl)?.password;
  // Shorter ones would blot out parts of other words.
  const hidden = password !== undefined && password.length >= shortestHidden ? [password] : [];
  return [...apiKeys, databaseUrl, ...hidden];
}

/** Where a database is. A password with an unescaped sign ends up in the host or the name: neither is printed then. */
function placeOf(databaseUrl: string): Record<string, unknown> {
  const { host, port, database } = readAddress(databaseUrl) ?? {};
  const plain = (part: string | null | undefined): string => {
    const text = part ?? '';
    return /^[\w./:-]*$/.test(text) ? text : '***';
  };
  return { host: plain(host), port: Number(port ?? 5432), name: plain(database) };
}

/** pg's own reading of an address; undefined where it can't be read. */
function readAddress(databaseUrl: string): ConnectionOptions | undefined {
  try {
    // TypeORM decodes the whole of it, pg parts alone.
    decodeURIComponent(databaseUrl);
    return parse(databaseUrl);
  } catch {
    return undefined;
  }
}

function isOrigin(text: string): boolean {
  return /^https?:/.test(text) && !text.includes('*') && URL.canParse(text) && new URL(text).origin === text;
}

/** Injection token of {@link Config}. */
export const CONFIG = Symbol('Config');
