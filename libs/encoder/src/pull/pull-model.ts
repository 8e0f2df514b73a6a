import { createHash } from 'node:crypto';
import { copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { InferenceSession } from 'onnxruntime-node';
import type { EncoderManifest } from '../encoder.js';
import { fileSha256, modelId, ModelError, parseManifest, readModel } from '../manifest.js';
import { OnnxEncoder } from '../onnx/onnx-encoder.js';
import { download, type Progress } from './download.js';
import { registeredModels, type RegisteredFile, type RegisteredModel } from './registry.js';

export interface PullOptions {
  /** The models folder; the model goes into <modelsDir>/<name>. */
  readonly modelsDir: string;
  /** A commit of the repository; needed where the registry has no pinned one. */
  readonly revision?: string;
  /** A local copy instead of the model hub: a model folder with its manifest, or the repository's files. */
  readonly from?: string;
  /** With `from`: other weights in the published layout (an own training or export); no checksum is expected. */
  readonly ownWeights?: boolean;
  /** The model hub. */
  readonly origin?: string;
  readonly progress?: Progress;
}

export interface PulledModel {
  readonly manifest: EncoderManifest;
  readonly folder: string;
  /** Files whose sha256 was not known before: what came first is now what is trusted. */
  readonly trustedOnFirstUse: readonly string[];
}

const hub = 'https://huggingface.co';

/**
 * Puts a model under <modelsDir>/<name>: fetches (or copies) its files, checks them, reads the names of its inputs and
 * outputs from the graphs, writes its manifest and runs it once. Running it again completes an interrupted pull.
 *
 * @throws {ModelError} when it is unknown, unreachable, altered, or doesn't run.
 */
export async function pullModel(name: string, options: PullOptions): Promise<PulledModel> {
  const registered = registeredModels.find((model) => model.name === name);
  const folder = join(options.modelsDir, name);
  if (options.from !== undefined && existsSync(join(options.from, 'manifest.json'))) {
    return copyModelFolder(name, registered, folder, options.from);
  }
  if (!registered) {
    const known = registeredModels.map((model) => model.name).join(', ');
    throw new ModelError(`there is no model "${name}" to pull; there are: ${known}`);
  }
  if (options.ownWeights && options.from === undefined) {
    throw new ModelError(
      '--own-weights goes with --from DIR: it says that the files there are not the published ones',
    );
  }
  const source =
    options.from === undefined
      ? hubSource(registered, options)
      : folderSource(registered, options.from, options);
  // A hash belongs to the pinned revision; another one has other files.
  const pinned = source.revision === registered.revision;
  const files = filesOf(registered).map((file) => (pinned ? file : { ...file, sha256: null }));
  const sums = new Map<string, string>();
  for (const file of files) sums.set(file.path, await source.bring(file, join(folder, file.path)));
  const { repository } = registered;
  const manifest = await describe(registered, folder, sums, {
    revision: source.revision ?? localRevision(sums),
    licence: options.ownWeights ? 'not known: weights of your own' : registered.licence,
    source: options.ownWeights ? `own weights, laid out as ${repository}` : `${hub}/${repository}`,
  });
  await finish(folder, manifest);
  const unknown = files.filter((file) => file.sha256 === null);
  return { manifest, folder, trustedOnFirstUse: unknown.map((file) => file.path) };
}

/** Where a model's files come from. */
interface Source {
  /** undefined for local files whose revision only their contents can tell. */
  readonly revision: string | undefined;
  /** Puts one file in its place and gives its sha256. */
  readonly bring: (file: RegisteredFile, target: string) => Promise<string>;
}

function hubSource(model: RegisteredModel, options: PullOptions): Source {
  const revision = givenRevision(options) ?? model.revision;
  if (revision === null) {
    throw new ModelError(
      `no revision of ${model.repository} is pinned here: choose a commit at ${hub}/${model.repository}/commits/main ` +
        'and pass --revision <its full hash>, or pass --from DIR with an ONNX export of your own',
    );
  }
  const base = `${options.origin ?? hub}/${model.repository}/resolve/${revision}`;
  const bring = ({ path, sha256 }: RegisteredFile, target: string): Promise<string> =>
    download({ url: `${base}/${path}`, path: target, sha256 }, options.progress ?? (() => undefined));
  return { revision, bring };
}

function folderSource(model: RegisteredModel, from: string, options: PullOptions): Source {
  const revision = options.ownWeights ? undefined : (givenRevision(options) ?? model.revision ?? undefined);
  return { revision, bring: ({ path, sha256 }, target) => copyFileChecked(from, path, target, sha256) };
}

function givenRevision({ revision }: PullOptions): string | undefined {
  if (revision !== undefined && !/^[0-9a-f]{40}$/.test(revision)) {
    throw new ModelError(
      '--revision must be a full commit hash (40 hexadecimal digits): names like main move',
    );
  }
  return revision;
}

/** Other weights must have another key, or their vectors would be taken for the first ones'. */
function localRevision(sums: ReadonlyMap<string, string>): string {
  const all = [...sums.values()].sort().join(' ');
  return `local-${createHash('sha256').update(all).digest('hex').slice(0, 12)}`;
}

function filesOf({ image, text, tokenizer }: RegisteredModel): RegisteredFile[] {
  return [...new Map([image, text, tokenizer].map((file) => [file.path, file])).values()];
}

async function copyFileChecked(
  from: string,
  path: string,
  target: string,
  sha256: string | null,
): Promise<string> {
  const found = [join(from, path), join(from, basename(path))].find((candidate) => existsSync(candidate));
  if (found === undefined) throw new ModelError(`${join(from, path)} is missing`);
  const actual = await fileSha256(found);
  if (actual === undefined || (sha256 !== null && actual !== sha256)) {
    throw new ModelError(
      `${found} is not the published file (sha256 ${String(actual)}, expected ${String(sha256)}); ` +
        'to use other weights in this layout, whose checksums nobody has published, pass --own-weights',
    );
  }
  await mkdir(dirname(target), { recursive: true });
  await copyFile(found, target);
  return actual;
}

/** A folder with a manifest is copied as it is, after both it and the registry agree on every file. */
async function copyModelFolder(
  name: string,
  registered: RegisteredModel | undefined,
  folder: string,
  from: string,
): Promise<PulledModel> {
  const manifest = await readModel(from);
  if (manifest.name !== name) {
    throw new ModelError(`${from} holds the model "${manifest.name}", not "${name}"`);
  }
  if (registered && manifest.revision === registered.revision) {
    const published = new Map(filesOf(registered).map((file) => [file.path, file.sha256]));
    for (const [path, sha256] of filesInManifest(manifest)) {
      const expected = published.get(path) ?? sha256;
      if (expected !== sha256) throw new ModelError(`${join(from, path)} is not the published file`);
    }
  }
  for (const [path, sha256] of filesInManifest(manifest)) {
    await copyFileChecked(from, path, join(folder, path), sha256);
  }
  await finish(folder, manifest);
  return { manifest, folder, trustedOnFirstUse: [] };
}

function filesInManifest({ image, text, centring }: EncoderManifest): [string, string][] {
  const files: [string, string][] = [
    [image.file, image.sha256],
    [text.file, text.sha256],
    [text.tokenizer, text.tokenizerSha256],
  ];
  return centring ? [...files, [centring.file, centring.sha256]] : files;
}

/** The manifest of downloaded files; input and output names are read from the graphs themselves. */
async function describe(
  model: RegisteredModel,
  folder: string,
  sums: ReadonlyMap<string, string>,
  identity: Pick<EncoderManifest, 'revision' | 'licence' | 'source'>,
): Promise<EncoderManifest> {
  const { path: imageFile, size, resize, interpolation, mean, std } = model.image;
  const { path: textFile, padId, lowercase, clean } = model.text;
  const image = await graphNames(join(folder, imageFile));
  const text = await graphNames(join(folder, textFile));
  const ids = pick(text.inputs, ['input_ids', 'text'], textFile);
  // Some exports take texts of one length only.
  const length = text.lengths.get(ids);
  return parseManifest(
    {
      name: model.name,
      ...identity,
      family: model.family,
      dimension: model.dimension,
      image: {
        file: imageFile,
        sha256: sums.get(imageFile),
        input: pick(image.inputs, ['pixel_values', 'image'], imageFile),
        output: pick(image.outputs, ['image_embeds', 'pooler_output', 'embedding'], imageFile),
        cells: null,
        size,
        resize,
        interpolation,
        exact: true,
        mean,
        std,
      },
      text: {
        file: textFile,
        sha256: sums.get(textFile),
        ids,
        mask: text.inputs.includes('attention_mask') ? 'attention_mask' : null,
        output: pick(text.outputs, ['text_embeds', 'pooler_output', 'embedding'], textFile),
        contextLength: length ?? model.text.contextLength,
        tokenizer: model.tokenizer.path,
        tokenizerSha256: sums.get(model.tokenizer.path),
        pad: length === undefined ? model.text.pad : 'max',
        padId,
        lowercase,
        clean,
      },
      centring: null,
    },
    join(folder, 'manifest.json'),
  );
}

interface GraphNames {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Inputs [rows, length] of a length that can't vary. */
  readonly lengths: ReadonlyMap<string, number>;
}

async function graphNames(path: string): Promise<GraphNames> {
  const session = await InferenceSession.create(path, { graphOptimizationLevel: 'disabled' });
  const lengths = new Map<string, number>();
  for (const input of session.inputMetadata) {
    const length = input.isTensor && input.shape.length === 2 ? input.shape[1] : undefined;
    if (typeof length === 'number' && length > 0) lengths.set(input.name, length);
  }
  const names = { inputs: session.inputNames, outputs: session.outputNames, lengths };
  await session.release();
  return names;
}

function pick(names: readonly string[], wanted: readonly string[], file: string): string {
  const found = wanted.find((name) => names.includes(name));
  if (found !== undefined) return found;
  throw new ModelError(
    `${file} has ${names.join(', ')}, but none of ${wanted.join(', ')}: it is another kind of export`,
  );
}

/** Writes the manifest and runs the model once; a model that doesn't run leaves no manifest behind. */
async function finish(folder: string, manifest: EncoderManifest): Promise<void> {
  const path = join(folder, 'manifest.json');
  await writeFile(`${path}.part`, `${JSON.stringify(manifest, null, 2)}\n`);
  await rename(`${path}.part`, path);
  try {
    const encoder = await OnnxEncoder.open(folder);
    await encoder.close();
  } catch (error) {
    await rm(path);
    throw new ModelError(
      `${modelId(manifest)} does not run: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
