// npm run models:pull -- <name> [--revision HASH] [--from DIR] [--into DIR]
import { basename } from 'node:path';
import { SingleBar } from 'cli-progress';
import { Command } from 'commander';
import { ModelError, pullModel, registeredModels } from '#encoder';

const known = registeredModels.map(
  ({ name, title, licence }) => `  ${name.padEnd(30)} ${title} (${licence})`,
);

const program = new Command('models:pull')
  .description('Puts a public CLIP-type model where MODEL=<name> finds it.')
  .argument('<name>', 'one of the models below')
  .option('--revision <hash>', "a commit of the model's repository instead of the pinned one")
  .option('--from <dir>', 'a local copy instead of the model hub')
  .option(
    '--own-weights',
    'with --from: weights of your own in the published layout; no checksum is expected',
  )
  .option('--into <dir>', 'the models folder', process.env.MODELS_DIR ?? './models')
  .addHelpText('after', `\nModels:\n${known.join('\n')}`)
  .parse();

const [name = ''] = program.args;
const options = program.opts<{ revision?: string; from?: string; ownWeights?: boolean; into: string }>();

const bar = new SingleBar({ format: '{file} [{bar}] {percentage}% {megabytes} MB', clearOnComplete: false });
let shown: string | undefined;
const progress = (file: string, done: number, total: number | undefined): void => {
  const size = { file: basename(file).padEnd(20), megabytes: (done / 1e6).toFixed(1) };
  if (shown === file) {
    bar.update(done, size);
    return;
  }
  if (shown !== undefined) bar.stop();
  shown = file;
  bar.start(total ?? done, done, size);
};

try {
  const registered = registeredModels.find((model) => model.name === name);
  if (registered && options.ownWeights) console.log(`weights of your own, laid out as ${registered.title}`);
  else if (registered) console.log(`${registered.title}, licence: ${registered.licence}`);
  const { into: modelsDir, ...rest } = options;
  const { manifest, folder, trustedOnFirstUse } = await pullModel(name, { ...rest, modelsDir, progress });
  bar.stop();
  if (trustedOnFirstUse.length > 0) {
    console.log(
      `No published sha256 was known for ${trustedOnFirstUse.join(', ')}: what came is now in the manifest and checked from here on.`,
    );
  }
  console.log(`${folder} is ready (licence: ${manifest.licence}). Start with MODEL=${manifest.name}.`);
} catch (error) {
  bar.stop();
  if (!(error instanceof ModelError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
