/** What has another name in the later recording. */
export interface Renamed {
  /** The end of a field's path in the former answer, without numbers, and its name now: "pictures.contentHash" -> "hash". */
  readonly fields: Readonly<Record<string, string>>;
  /** How a string begins in the former answer, and how now: addresses of pictures and the like. */
  readonly paths: Readonly<Record<string, string>>;
}

/** One row for each name that has changed, as docs/changes.md lists them. */
export const renamed: Renamed = { fields: { 'pictures.contentHash': 'hash' }, paths: {} };
