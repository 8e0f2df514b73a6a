import { mkdir, mkdtemp, readdir, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CentredEncoder, OnnxEncoder, shippedCentring } from '#encoder';
import { initialParameters, writeDictionaryFolder, type DictionaryManifest, type Pairs } from '#neurons';
import { projectFolder, seededRandom } from '#platform';

/** Few units in random directions: what is fitted on a catalogue explains more. */
export const smallUnits = 32;
export const smallActive = 6;
/**
 * Keeps a unit silent for all but one vector in twenty or so. On the few products of a test it then fires for too few to
 * be multimodal, whatever the encoder; a random direction that fires for every fifth often is one.
 */
const smallBias = -0.1;

/**
 * A MODELS_DIR with the shipped encoder and a dictionary of its own: random directions, the first ones named.
 *
 * @param centring of other means than the encoder's, for a dictionary that is stale
 */
export async function modelsWithDictionary(
  centring?: string,
): Promise<{ folder: string; manifest: DictionaryManifest }> {
  const folder = await mkdtemp(join(tmpdir(), 'concella-dictionary-'));
  const shipped = join(projectFolder, 'models/concella-small');
  const own = join(folder, 'concella-small');
  await mkdir(own);
  for (const file of await readdir(shipped))
    if (file !== 'neurons') await symlink(join(shipped, file), join(own, file));
  const encoder = await OnnxEncoder.open(own);
  const means = await shippedCentring(own, encoder.manifest);
  if (!means) throw new Error('the shipped encoder ships its means');
  const { centringId, dimension } = new CentredEncoder(encoder, means);
  await encoder.close();
  const parameters = initialParameters(randomPairs(dimension), smallUnits, seededRandom(4));
  parameters.bias.fill(smallBias);
  const detection = { positives: 40, auc: 0.9, firesWith: 0.9, firesWithout: 0.1 };
  const manifest = await writeDictionaryFolder(join(own, 'neurons'), {
    model: encoder.model,
    centring: centring ?? centringId,
    active: smallActive,
    settings: {},
    pairs: 64,
    fittedOn: 'nothing: random directions',
    parameters,
    named: Array.from({ length: smallUnits }, (_, unit) =>
      unit < 4
        ? {
            name: `quality ${unit}`,
            facet: 'style' as const,
            sensitive: false,
            witnesses: ['copy' as const],
            confidence: 0.9,
            image: detection,
            text: detection,
          }
        : null,
    ),
  });
  return { folder, manifest };
}

function randomPairs(dimension: number): Pairs {
  const random = seededRandom(9);
  const rows = (): Float32Array => Float32Array.from({ length: 64 * dimension }, () => random() - 0.5);
  return { count: 64, dimension, image: rows(), text: rows() };
}
