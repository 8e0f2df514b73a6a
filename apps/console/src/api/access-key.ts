const stored = 'concella-key';
const listeners = new Set<() => void>();
let wanted = false;

/** The API key of an installation that wants one; kept for this tab only. */
export const accessKey = {
  current: (): string | null => sessionStorage.getItem(stored),
  keep: (key: string): void => sessionStorage.setItem(stored, key),
  isWanted: (): boolean => wanted,
  /** Says that a call was refused for want of a key. */
  ask: (): void => {
    wanted = true;
    for (const listener of listeners) listener();
  },
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  headers: (): Record<string, string> => {
    const key = sessionStorage.getItem(stored);
    return key === null ? {} : { authorization: `Bearer ${key}` };
  },
};
