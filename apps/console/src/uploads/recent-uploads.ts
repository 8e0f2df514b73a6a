const stored = 'concella-uploads';
const most = 10;

export interface RecentUpload {
  readonly id: string;
  readonly name: string;
  readonly at: number;
}

function isRecentUpload(value: unknown): value is RecentUpload {
  if (typeof value !== 'object' || value === null) return false;
  const { id, name, at } = value as Partial<Record<keyof RecentUpload, unknown>>;
  return typeof id === 'string' && typeof name === 'string' && typeof at === 'number';
}

/** Uploads sent from this browser, so that they are found again after the page was left. */
export const recentUploads = {
  list(): RecentUpload[] {
    try {
      const value: unknown = JSON.parse(localStorage.getItem(stored) ?? '[]');
      return Array.isArray(value) ? value.filter(isRecentUpload) : [];
    } catch {
      // Someone else wrote this key: there is nothing of ours to find again.
      return [];
    }
  },
  add(id: string, name: string): void {
    const uploads = [{ id, name, at: Date.now() }, ...recentUploads.list()].slice(0, most);
    localStorage.setItem(stored, JSON.stringify(uploads));
  },
};
