/** What one picture may hold, wherever it comes from, and how long its download may take. */
export const pictureLimits = {
  pictureBytes: 20 * 1024 ** 2,
  downloadMs: 10_000,
  redirects: 3,
} as const;
