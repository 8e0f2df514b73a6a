import { Global, Module } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { EncoderOpener } from './in-use/encoder-opener.js';
import { OpenEncoders } from './in-use/open-encoders.js';

/**
 * Pictures and words into one space, for every other module: {@link OpenEncoders}. Other modules start after the
 * encoder that serves. The application may provide a {@link CentringReference} (from a global module) for models
 * that ship no means of their own.
 */
@Global()
@Module({
  providers: [
    EncoderOpener,
    {
      provide: OpenEncoders,
      inject: [ModuleRef],
      useFactory: async (modules: ModuleRef): Promise<OpenEncoders> => {
        const encoders = await modules.create(OpenEncoders);
        await encoders.start();
        return encoders;
      },
    },
  ],
  exports: [EncoderOpener, OpenEncoders],
})
export class EncoderModule {}
