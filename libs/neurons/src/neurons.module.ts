import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { EncoderModule } from '#encoder';
import { CorrectionsController } from './corrections/corrections.controller.js';
import { Corrector } from './corrections/corrector.js';
import { NeuronChangeRow } from './corrections/neuron-change-row.js';
import { Dictionaries } from './dictionaries.js';
import { NeuronsController } from './neurons.controller.js';
import { DictionaryRow } from './versions/dictionary-row.js';
import { DictionaryFit } from './versions/dictionary-fit.js';
import { DictionaryVersions } from './versions/version.js';
import { VersionTable } from './versions/version-table.js';

/** The dictionaries. The application provides {@link ServingNeurons} in a global module. */
@Module({
  imports: [EncoderModule, TypeOrmModule.forFeature([DictionaryRow, NeuronChangeRow])],
  controllers: [NeuronsController, CorrectionsController],
  providers: [
    { provide: DictionaryVersions, useClass: VersionTable },
    Dictionaries,
    DictionaryFit,
    Corrector,
  ],
  exports: [Dictionaries, DictionaryFit, DictionaryVersions],
})
export class NeuronsModule {}
