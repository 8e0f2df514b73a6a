import type { Logger } from '#platform';
import type { IndexSettings } from './engine.js';
import { ExactIndex, HnswIndex } from './worker-index.js';

/** hnswlib's index; where hnswlib-node can't be loaded the exact one, and a warning in the log. */
export async function openIndex(settings: IndexSettings, logger: Logger): Promise<HnswIndex | ExactIndex> {
  try {
    return await HnswIndex.open(settings);
  } catch (error) {
    logger.error(
      { err: error },
      'hnswlib-node CANNOT BE LOADED: every search compares the query with every product. Answers stay right, ' +
        'but slow beyond some ten thousand products. Install python3, make and g++, then: npm rebuild hnswlib-node',
    );
    return ExactIndex.open(settings);
  }
}
