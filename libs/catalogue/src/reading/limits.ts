/** What one upload, row and picture may hold. One place, so that messages, checks and tests agree. */
export const limits = {
  /** Characters of one row of a file. */
  rowCharacters: 1_048_576,
  productsBytes: 4 * 1024 ** 3,
  reviewsBytes: 4 * 1024 ** 3,
  picturesBytes: 20 * 1024 ** 3,
  zipEntries: 200_000,
  /** Bytes that all pictures read from one zip may inflate to. */
  zipInflatedBytes: 40 * 1024 ** 3,
  pictureBytes: 20 * 1024 ** 2,
  picturePixels: 64_000_000,
  picturesPerProduct: 20,
  reviewsPerProduct: 500,
  /** Row reports kept of one upload; later ones are only counted. */
  reportsPerUpload: 10_000,
  downloadMs: 10_000,
  redirects: 3,
} as const;
