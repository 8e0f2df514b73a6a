import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SingleBar } from 'cli-progress';
import { CentredEncoder, OnnxEncoder, shippedCentring } from '#encoder';
import {
  defaultFit,
  fitInThread,
  packWeights,
  readConfidences,
  readVocabulary,
  trainedId,
  TrainedDictionary,
  unpackWeights,
  wordsFor,
  WordDictionary,
  wordsToAnchor,
  writeDictionaryFolder,
} from '#neurons';
import { ProblemError, projectFolder, readConfig } from '#platform';
import { labCommand } from '../command.js';
import { VectorFile } from '../data/vectors.js';
import { fitCatalogue } from './fit-catalogue.js';
import { namesFor, namingProducts } from './naming-input.js';
import { encodedProducts, pairsOf } from './pairs.js';

const config = readConfig(process.env);
const options = labCommand('neurons', 'fit')
  .option('--model <folder>', 'folder of the model', join(config.modelsDir, config.model))
  .option('--out <folder>', 'where the dictionary goes; default: "neurons" within the model')
  .option('--most <number>', 'products of each set at most', '20000')
  .option('--units <number>', 'units', String(defaultFit.units))
  .option('--words <number>', 'units that are held at words, at most; default: a sixth of the units')
  .option('--active <number>', 'units that fire for a vector at most', String(defaultFit.active))
  .option('--epochs <number>', 'passes over the pairs', String(defaultFit.epochs))
  .option('--seed <number>', 'seed', String(defaultFit.seed))
  .option('--threads <number>', 'threads of the dense algebra', '1')
  .option(
    '--catalogue',
    'fit on the products of the configured database (DATABASE_URL, DATA_DIR) instead; needs --out',
  )
  .option('--standby', 'written to wait until it is activated, instead of serving with its encoder')
  .option('--batch <number>', 'pairs of a step', String(defaultFit.batch))
  .parse()
  .opts<
    Record<'model' | 'most' | 'units' | 'active' | 'epochs' | 'seed' | 'threads' | 'batch', string> & {
      words?: string;
      out?: string;
      catalogue?: true;
      standby?: true;
    }
  >();

const onnx = await OnnxEncoder.open(options.model);
const centring = await shippedCentring(options.model, onnx.manifest);
if (!centring) throw new Error(`${options.model} ships no means to centre with`);
const encoder = new CentredEncoder(onnx, centring);
if (options.catalogue) {
  if (options.out === undefined)
    throw new Error('--catalogue needs --out: the folder that the dictionary goes to');
  const [units, active, epochs, batch, seed] = (['units', 'active', 'epochs', 'batch', 'seed'] as const).map(
    (name) => Number(options[name]),
  );
  const asked = { units, active, epochs, batch, seed };
  try {
    await fitCatalogue(config, encoder, asked, options.out, Number(options.threads));
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    console.error([error.message, ...error.errors.map(({ fix }) => `To mend it: ${fix}.`)].join('\n'));
    process.exitCode = 1;
  }
  await onnx.close();
  process.exit();
}
const work = join(projectFolder, '.cache/neurons');
await mkdir(work, { recursive: true });
const store = await new VectorFile(join(work, `${encoder.centringId}.f32`), encoder.dimension).open();
const terms = await readVocabulary();
const training = await encodedProducts('training', Number(options.most), terms, encoder, store);
const heldOut = await encodedProducts('held out', Number(options.most), terms, encoder, store);
const pairs = pairsOf(training, encoder.dimension);
const words = await WordDictionary.load(encoder, store, terms, await readConfidences());

const settings = {
  ...defaultFit,
  units: Number(options.units),
  words: options.words === undefined ? wordsFor(Number(options.units)) : Number(options.words),
  active: Number(options.active),
  epochs: Number(options.epochs),
  batch: Number(options.batch),
  seed: Number(options.seed),
};
const checkpoint = join(work, `fit-${settings.seed}.checkpoint`);
if (existsSync(checkpoint)) console.log(`going on from ${checkpoint} where it is of the same fit`);
const bar = new SingleBar({
  format: 'fitting {bar} {value}/{total} steps, loss {loss}, {dead} silent units',
});
const began = performance.now();
bar.start(1, 0, { loss: '', dead: '' });
const parameters = await fitInThread(pairs, {
  settings,
  words: wordsToAnchor(words),
  checkpoint,
  threads: Number(options.threads),
  onProgress: ({ step, steps, loss, dead }) => {
    bar.setTotal(steps);
    bar.update(step, { loss: loss.toFixed(4), dead });
  },
});
bar.stop();
console.log(`${pairs.count} pairs fitted in ${((performance.now() - began) / 1000).toFixed(0)} s`);

// Named as it is served: from its packed weights.
const packed = packWeights(parameters);
const served = unpackWeights(packed, parameters.units, encoder.dimension);
const unnamed = Array.from({ length: parameters.units }, (_, id) => ({
  id,
  name: null,
  facet: null,
  confidence: 0,
  sensitive: false,
}));
const dictionary = new TrainedDictionary(
  trainedId(packed, settings.active, encoder.model),
  served,
  settings.active,
  unnamed,
);
const names = await namesFor(dictionary, namingProducts(training, heldOut), words, terms, encoder, store);
await store.save();
const manifest = await writeDictionaryFolder(options.out ?? join(options.model, 'neurons'), {
  model: encoder.model,
  centring: encoder.centringId,
  active: settings.active,
  settings: { ...settings, prefixes: [...settings.prefixes] },
  pairs: pairs.count,
  fittedOn: 'training splits of fashion, clothing, grocery, objects; own renders',
  ...(options.standby && { standby: true as const }),
  parameters,
  named: names.map((name) => name ?? null),
});
await rm(checkpoint, { force: true });
console.log(
  `${manifest.id}: ${names.filter((name) => name !== undefined).length} of ${names.length} units named`,
);
await onnx.close();
