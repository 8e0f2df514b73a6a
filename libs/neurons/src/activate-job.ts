import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { JobQueue } from '#platform';
import { AtomCodes } from './dictionary.js';

/** Content hashes of atoms whose vectors are stored. */
export interface ActivatePayload {
  readonly image: readonly string[];
  readonly text: readonly string[];
}

/** The job "activate": computes and stores the codes of new atoms, so that the first answer does not wait for them. */
@Injectable()
export class ActivateJob implements OnModuleInit {
  constructor(
    @Inject(JobQueue) private readonly queue: JobQueue,
    @Inject(AtomCodes) private readonly codes: AtomCodes,
  ) {}

  onModuleInit(): void {
    this.queue.register<ActivatePayload>({
      name: 'activate',
      run: async ({ image, text }) => {
        await this.codes.of([
          ...image.map((contentHash) => ({ contentHash, modality: 'image' as const })),
          ...text.map((contentHash) => ({ contentHash, modality: 'text' as const })),
        ]);
      },
    });
  }
}
