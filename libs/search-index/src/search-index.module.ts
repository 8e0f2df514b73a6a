import { Module } from '@nestjs/common';
import { ServedIndex } from './channel-vectors.js';
import { FollowedIndex } from './followed-index.js';

/** The served generation. The application provides {@link INDEX_SETTINGS} in a global module. */
@Module({
  providers: [FollowedIndex, { provide: ServedIndex, useExisting: FollowedIndex }],
  exports: [ServedIndex],
})
export class SearchIndexModule {}
