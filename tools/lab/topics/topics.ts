import { maintaining } from './maintaining.js';
import { measuring } from './measuring.js';
import type { Topic } from './topic.js';

/** A command is one more row in one of the two. */
export const topics: readonly Topic[] = [...measuring, ...maintaining];
