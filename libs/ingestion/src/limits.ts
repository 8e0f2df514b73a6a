/**
 * What one upload and row may hold; of a picture by itself the catalogue says it. One place, so that messages, checks
 * and tests agree.
 */
export const limits = {
  /** Characters of one row of a file. */
  rowCharacters: 1_048_576,
  /** Uploads that a process receives at a time. */
  uploadsReceived: 32,
  productsBytes: 4 * 1024 ** 3,
  reviewsBytes: 4 * 1024 ** 3,
  picturesBytes: 20 * 1024 ** 3,
  zipEntries: 200_000,
  /** Bytes that all pictures read from one zip may inflate to: the least of this ... */
  zipInflatedBytes: 40 * 1024 ** 3,
  /** ... and of this much, and so many times the zip's own size more. Pictures are packed already: 1 is usual. */
  zipInflatedFreeBytes: 64 * 1024 ** 2,
  zipInflatedRatio: 10,
  /** An entry above the size may not inflate to more than so many times its packed size. */
  zipEntryFreeBytes: 1024 ** 2,
  zipEntryRatio: 100,
  /** Bytes of the names, extra fields and comments of all entries, which are held in memory. */
  zipDirectoryBytes: 64 * 1024 ** 2,
  picturesPerProduct: 20,
  reviewsPerProduct: 500,
  /** Row reports kept of one upload; later ones are only counted. */
  reportsPerUpload: 10_000,
  /** A file whose first so many rows are all refused is not what it was sent as; it is not read to its end. */
  refusedAtStart: 10_000,
  /** Quotes that are opened and never closed; looking for the end of each means reading a row's length. */
  openQuotes: 100,
  /** How often an address is asked whose host says that it is busy. */
  busyTries: 4,
} as const;
