import { Injectable } from '@nestjs/common';
import { Budget, type GiveBack } from '#platform';

/** Bytes of pictures on their way into the store that are in memory at a time, of all uploads together. */
const bytesAtOnce = 64 * 1024 ** 2;

/** Room for one picture; to be released when it is stored. */
export interface PictureBuffer {
  reserve(bytes: number, signal?: AbortSignal): Promise<void>;
  release(): void;
}

/** Limits the whole files of pictures that uploads hold in memory together. */
@Injectable()
export class PictureBuffers {
  private readonly budget = new Budget(bytesAtOnce);

  hold(): PictureBuffer {
    let share: GiveBack | undefined;
    return {
      reserve: async (bytes, signal) => {
        // A second try of the same address: never two shares at once, or two could wait for one another.
        share?.();
        share = undefined;
        share = await this.budget.take(bytes, signal);
      },
      release: () => share?.(),
    };
  }
}
