import { AskedQuery } from './asked-query.js';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CentredEncoder, OnnxEncoder, VectorTable } from '#encoder';
import { readVocabulary, WordDictionary } from '#neurons';
import { createLogger, projectFolder, readConfig, startPlatform, type StartedPlatform } from '#platform';
import { assertIdentity, decompose } from './decompose.js';

describe('the dictionary of words on a real encoder', () => {
  let platform: StartedPlatform;
  let onnx: OnnxEncoder;
  let encoder: CentredEncoder;
  let dictionary: WordDictionary;
  let dataDir: string;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'concella-scores-'));
    await chmod(dataDir, 0o755);
    platform = await startPlatform(readConfig({ DATA_DIR: dataDir }), createLogger('silent'));
    onnx = await OnnxEncoder.open(join(projectFolder, 'test/fixtures/tiny-clip'));
    const none = new Float32Array(onnx.manifest.dimension);
    encoder = new CentredEncoder(onnx, { image: none, text: none });
    const terms = (await readVocabulary()).filter((_, i) => i % 30 === 0);
    dictionary = await WordDictionary.load(encoder, new VectorTable(platform.dataSource, encoder), terms, {
      models: {},
    });
  });
  afterAll(async () => {
    await onnx.close();
    await platform.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  it('takes a score apart exactly', async () => {
    const vector = await encoder.text('striped socks');
    const query = new AskedQuery(
      [{ source: 'text', modality: 'text', weight: 1, vector, code: dictionary.code(vector) }],
      dictionary,
    ).coded();
    const flat = { image: 0.5, description: 0.3, reviews: 0.2 };
    const result = decompose(
      query,
      { text: flat, image: flat },
      {
        image: await encoder.text('a picture'),
        description: await encoder.text('warm socks'),
        reviews: undefined,
      },
    );
    expect(assertIdentity(result)).toBeLessThan(1e-9);
  });
});
