import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { OpenEncoders } from '#encoder';
import { JobQueue } from '#platform';
import { Dictionaries } from '#neurons';

/** The job "activate": computes and stores the codes of new atoms, so that the first answer does not wait for them. */
@Injectable()
export class ActivateJob implements OnModuleInit {
  constructor(
    @Inject(JobQueue) private readonly queue: JobQueue,
    @Inject(OpenEncoders) private readonly encoders: OpenEncoders,
    @Inject(Dictionaries) private readonly dictionaries: Dictionaries,
  ) {}

  onModuleInit(): void {
    this.queue.register({
      name: 'activate',
      run: async ({ model, image, text }) => {
        const encoder = await this.encoders.of(model);
        // Dropped while the job waited.
        if (!encoder) return;
        const { codes } = await this.dictionaries.of(encoder);
        await codes.of([
          ...image.map((contentHash) => ({ contentHash, modality: 'image' as const })),
          ...text.map((contentHash) => ({ contentHash, modality: 'text' as const })),
        ]);
      },
    });
  }
}
