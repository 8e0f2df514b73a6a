import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Generation } from './generation.js';
import { Indexes } from './indexes.js';

/** Generations: {@link Indexes}. */
@Module({
  imports: [TypeOrmModule.forFeature([Generation])],
  providers: [Indexes],
  exports: [Indexes],
})
export class SearchIndexModule {}
