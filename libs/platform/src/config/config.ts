import { resolve } from 'node:path';
import { z } from 'zod';

const onOff = z.enum(['on', 'off']).transform((value) => value === 'on');

const environment = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  HOST: z.string().min(1).default('127.0.0.1'),
  DATA_DIR: z.string().min(1).default('./data'),
  STORAGE_DIR: z.string().min(1).optional(),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must start with postgres:// or postgresql://')
    .optional(),
  ROLE: z.enum(['all', 'api', 'worker']).default('all'),
  SEED_CATALOGUE: onOff.default(true),
  MODEL: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]*$/i, 'must be the name of a folder of models')
    .default('concella-small'),
  MODELS_DIR: z.string().min(1).default('./models'),
  API_KEYS: z
    .string()
    .transform((value) =>
      value
        .split(',')
        .map((key) => key.trim())
        .filter(Boolean),
    )
    .pipe(z.array(z.string().min(16, 'each key needs at least 16 characters')))
    .default([]),
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
    logLevel: value.LOG_LEVEL,
  };
}

/** The configuration as it may be printed: passwords and keys masked. */
export function maskedConfig(config: Config): Record<string, unknown> {
  return {
    ...config,
    databaseUrl: config.databaseUrl?.replace(/(:\/\/[^:/@]*):[^@]*@/, '$1:***@'),
    apiKeys: config.apiKeys.map((key) => `${key.slice(0, 3)}***`),
  };
}

/** Injection token of {@link Config}. */
export const CONFIG = Symbol('Config');
