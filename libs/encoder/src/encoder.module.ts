import { Global, Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CONFIG, LOGGER, type Config, type Logger } from '#platform';
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
      inject: [CONFIG, DataSource, LOGGER, EncoderOpener],
      useFactory: async (
        config: Config,
        dataSource: DataSource,
        logger: Logger,
        opener: EncoderOpener,
      ): Promise<OpenEncoders> => {
        const encoders = new OpenEncoders(config, dataSource, logger, opener);
        await encoders.start();
        return encoders;
      },
    },
  ],
  exports: [EncoderOpener, OpenEncoders],
})
export class EncoderModule {}
