import { Module } from '@nestjs/common';
import { Indexes } from './indexes.js';

/** Generations: {@link Indexes}. */
@Module({ providers: [Indexes], exports: [Indexes] })
export class SearchIndexModule {}
