import type { MatchThresholds } from './match.js';

export const matchThresholds: MatchThresholds = { close: 3.2, loose: 2.4 };
