import { Module } from '@nestjs/common';
import { EncoderModule } from '#encoder';
import { NeuronsModule } from '#neurons';
import { ActivateJob } from './activate-job.js';

/** The last step of ingestion. Without it everything is found, and the first answer computes what fires. */
@Module({
  imports: [EncoderModule, NeuronsModule],
  providers: [ActivateJob],
})
export class ActivationModule {}
