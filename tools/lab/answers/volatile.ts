/** Fields that differ between two runs of one revision, wherever they stand: identifiers, times and durations. */
export const volatileFields: ReadonlySet<string> = new Set([
  'requestId',
  // Times.
  'at',
  'activatedAt',
  'createdAt',
  'measuredAt',
  'servedUntil',
  'since',
  // Milliseconds of each stage, which experts are told.
  'stages',
]);
