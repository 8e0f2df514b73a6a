const longestWaitMs = 30_000;
const firstWaitMs = 1_000;

/** What a `retry-after` header asks for, as seconds or as a date, in milliseconds; undefined when it says neither. */
export function waitOf(header: string | string[] | undefined, now = Date.now()): number | undefined {
  const text = [header ?? ''].flat()[0]?.trim() ?? '';
  if (/^\d+$/.test(text)) return Number(text) * 1_000;
  const date = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** How long to wait after the given attempt, in milliseconds; undefined when the host asks for too long a time. */
export function nextWaitMs(asked: number | undefined, attempt: number): number | undefined {
  const wait = asked ?? firstWaitMs * 2 ** (attempt - 1);
  return wait > longestWaitMs ? undefined : wait;
}
