import { CatalogueSample } from '#catalogue';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SingleBar } from 'cli-progress';
import { VectorTable, type Embedder } from '#encoder';
import {
  catalogueProducts,
  DictionaryRow,
  fitOnCatalogue,
  fitSettings,
  readConfidences,
  readVocabulary,
  measuredKey,
  VersionTable,
  WordDictionary,
  wordsToAnchor,
  writeDictionaryFiles,
  type RequestedFit,
} from '#neurons';
import { createLogger, startPlatform, type Config } from '#platform';

/**
 * Fits a dictionary on the catalogue of the database that the configuration names, as POST /v1/dictionaries does, and
 * writes it to a folder. What serves goes on; the fit begins from it and is judged beside it.
 */
export async function fitCatalogue(
  config: Config,
  encoder: Embedder,
  asked: RequestedFit,
  out: string,
  threads: number,
): Promise<void> {
  const platform = await startPlatform(config, createLogger('warn'));
  try {
    const { dataSource } = platform;
    const vectors = new VectorTable(dataSource, encoder);
    const terms = await readVocabulary();
    const confidences = await readConfidences();
    const words = await WordDictionary.load(encoder, vectors, terms, confidences);
    const versions = new VersionTable(dataSource.getRepository(DictionaryRow));
    const active = await versions.active(encoder.model);
    const serving =
      active && active.origin !== 'words'
        ? { kind: 'trained' as const, ...(await versions.files(active.id)) }
        : { kind: 'words' as const, measured: confidences.models[measuredKey(encoder)] };
    const folder = join(config.dataDir, 'dictionaries');
    await mkdir(folder, { recursive: true });
    const checkpoint = join(folder, 'command-line.checkpoint');
    const bar = new SingleBar({
      format: 'fitting {bar} {value}/{total} steps, loss {loss}, {dead} silent units',
    });
    bar.start(1, 0, { loss: '', dead: '' });
    const { files, gates } = await fitOnCatalogue({
      encoder,
      products: await catalogueProducts(new CatalogueSample(dataSource), vectors, terms),
      terms,
      directions: terms.map((_, k) => words.direction(k)),
      words: wordsToAnchor(words),
      serving,
      settings: fitSettings(asked, serving),
      checkpoint,
      threads,
      onProgress: ({ step, steps, loss, dead }) => {
        bar.setTotal(steps);
        bar.update(step, { loss: loss.toFixed(4), dead });
      },
    }).finally(() => bar.stop());
    await writeDictionaryFiles(out, files);
    await rm(checkpoint, { force: true });
    for (const { gate, measured, served: before, target, passed } of gates)
      console.log(
        `${passed ? 'passed' : 'MISSED'}  ${gate}: ${measured.toFixed(3)} (serves now: ${before.toFixed(3)}, target ${target})`,
      );
    console.log(`${files.manifest.id} written to ${out}`);
  } finally {
    await platform.stop();
  }
}
