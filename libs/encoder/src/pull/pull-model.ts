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
  const revision = chosenRevision(registered, options);
  const files = filesOf(registered);
  // A hash belongs to the pinned revision; another revision has other files.
  const pinned = revision === registered.revision || options.from !== undefined;
  const sums = new Map<string, string>();
  for (const file of files) {
    const sha256 = pinned ? file.sha256 : null;
    const path = join(folder, file.path);
    sums.set(
      file.path,
      options.from === undefined
        ? await download(
            {
              url: `${options.origin ?? hub}/${registered.repository}/resolve/${revision}/${file.path}`,
              path,
              sha256,
            },
            options.progress ?? (() => undefined),
          )
        : await copyFileChecked(options.from, file.path, path, sha256),
    );
  }
  const manifest = await describe(registered, revision, folder, sums);
  await finish(folder, manifest);
  const unknown = files.filter((file) => !pinned || file.sha256 === null);
  return { manifest, folder, trustedOnFirstUse: unknown.map((file) => file.path) };
}

function chosenRevision(model: RegisteredModel, options: PullOptions): string {
  if (options.revision !== undefined) {
    if (!/^[0-9a-f]{40}$/.test(options.revision)) {
      throw new ModelError(
        '--revision must be a full commit hash (40 hexadecimal digits): names like main move',
      );
    }
    return options.revision;
  }
  if (model.revision !== null) return model.revision;
  if (options.from !== undefined) return 'local';
  throw new ModelError(
    `no revision of ${model.repository} is pinned here: choose a commit at ${hub}/${model.repository}/commits/main ` +
      'and pass --revision <its full hash>, or pass --from DIR with an ONNX export of your own',
  );
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
      `${found} is not the published file (sha256 ${String(actual)}, expected ${String(sha256)})`,
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
  revision: string,
  folder: string,
  sums: ReadonlyMap<string, string>,
): Promise<EncoderManifest> {
  const { path: imageFile, size, resize, interpolation, mean, std } = model.image;
  const { path: textFile, contextLength, pad, padId, lowercase } = model.text;
  const image = await graphNames(join(folder, imageFile));
  const text = await graphNames(join(folder, textFile));
  return parseManifest(
    {
      name: model.name,
      revision,
      family: model.family,
      dimension: model.dimension,
      licence: model.licence,
      source: `${hub}/${model.repository}`,
      image: {
        file: imageFile,
        sha256: sums.get(imageFile),
        input: pick(image.inputs, ['pixel_values'], imageFile),
        output: pick(image.outputs, ['image_embeds', 'pooler_output'], imageFile),
        cells: null,
        size,
        resize,
        interpolation,
        mean,
        std,
      },
      text: {
        file: textFile,
        sha256: sums.get(textFile),
        ids: pick(text.inputs, ['input_ids'], textFile),
        mask: text.inputs.includes('attention_mask') ? 'attention_mask' : null,
        output: pick(text.outputs, ['text_embeds', 'pooler_output'], textFile),
        contextLength,
        tokenizer: model.tokenizer.path,
        tokenizerSha256: sums.get(model.tokenizer.path),
        pad,
        padId,
        lowercase,
      },
      centring: null,
    },
    join(folder, 'manifest.json'),
  );
}

async function graphNames(path: string): Promise<{ inputs: readonly string[]; outputs: readonly string[] }> {
  const session = await InferenceSession.create(path, { graphOptimizationLevel: 'disabled' });
  const names = { inputs: session.inputNames, outputs: session.outputNames };
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
