const stored = 'concella-author';

/** The name that this browser's corrections are signed with. */
export const author = {
  current: (): string => localStorage.getItem(stored) ?? '',
  keep: (name: string): void => localStorage.setItem(stored, name),
};
