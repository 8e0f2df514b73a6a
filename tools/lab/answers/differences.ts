import type { Renamed } from './renamed.js';

export interface Difference {
  /** "results[0].score" */
  readonly path: string;
  /** Undefined where it is missing. */
  readonly former: unknown;
  readonly now: unknown;
}

export interface Comparing {
  /** Numbers that differ by no more than this are equal: in all, and for numbers above 1 as a share of them. */
  readonly tolerance: number;
  readonly volatile: ReadonlySet<string>;
  readonly renamed: Renamed;
}

/** Every place at which two answers differ, in the order of the former one. */
export function* differences(
  former: unknown,
  now: unknown,
  comparing: Comparing,
  path = '',
): Generator<Difference> {
  if (Array.isArray(former) && Array.isArray(now)) {
    for (let i = 0; i < Math.max(former.length, now.length); i += 1)
      yield* differences(former[i], now[i], comparing, `${path}[${i}]`);
  } else if (isObject(former) && isObject(now)) {
    const own = named(former, comparing, path);
    for (const field of new Set([...Object.keys(own), ...Object.keys(now)]))
      if (!comparing.volatile.has(field))
        yield* differences(own[field], now[field], comparing, path === '' ? field : `${path}.${field}`);
  } else if (!isEqual(former, now, comparing)) yield { path, former, now };
}

/** The former object with the names of now. */
function named(
  former: Readonly<Record<string, unknown>>,
  { renamed: { fields } }: Comparing,
  path: string,
): Readonly<Record<string, unknown>> {
  const place = `.${path.replaceAll(/\[\d+\]/g, '')}`;
  const renaming = Object.entries(fields);
  return Object.fromEntries(
    Object.entries(former).map(([field, value]) => {
      const full = `${place}.${field}`;
      const now = renaming.find(([ending]) => full.endsWith(`.${ending}`))?.[1];
      return [now ?? field, value];
    }),
  );
}

function isEqual(former: unknown, now: unknown, { tolerance, renamed: { paths } }: Comparing): boolean {
  if (typeof former === 'number' && typeof now === 'number')
    return Math.abs(former - now) <= tolerance * Math.max(1, Math.abs(former), Math.abs(now));
  if (typeof former === 'string' && typeof now === 'string')
    return (
      former === now ||
      Object.entries(paths).some(
        ([from, to]) => former.startsWith(from) && to + former.slice(from.length) === now,
      )
    );
  return former === now;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
