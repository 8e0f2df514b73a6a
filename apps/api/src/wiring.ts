import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Global, Module } from '@nestjs/common';
import { CentringReference } from '#encoder';
import { phrasesOf, readVocabulary } from '#neurons';
import { projectFolder } from '#platform';

/** What a model without means of its own is centred with: the shipped vocabulary and the seed shop's pictures. */
class ShippedReference extends CentringReference {
  readonly name = 'vocabulary and seed pictures';

  async texts(): Promise<string[]> {
    return (await readVocabulary()).flatMap((term) => phrasesOf(term).with);
  }

  async pictures(): Promise<Uint8Array[]> {
    const folder = join(projectFolder, 'seed-data', 'pictures');
    const names = (await readdir(folder)).sort();
    return Promise.all(names.map((name) => readFile(join(folder, name))));
  }
}

/** Before the encoder: needs nothing. */
@Global()
@Module({
  providers: [{ provide: CentringReference, useClass: ShippedReference }],
  exports: [CentringReference],
})
export class ReferenceModule {}
