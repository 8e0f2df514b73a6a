/** What a check of stored data found of one kind. */
export interface Finding {
  readonly kind: string;
  /** How many were checked. */
  readonly checked: number;
  readonly found: number;
  /** How many neither the repair nor the next start mends. */
  readonly left: number;
  /** It only takes up space. */
  readonly harmless?: true;
  /** A line for each that somebody has to do something about. */
  readonly details: readonly string[];
}
