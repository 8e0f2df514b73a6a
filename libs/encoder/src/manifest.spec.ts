import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ModelError, parseManifest, readModel } from './manifest.js';

const tiny = fileURLToPath(new URL('../../../test/fixtures/tiny-clip', import.meta.url));
const valid = (): Record<string, Record<string, unknown>> =>
  JSON.parse(readFileSync(join(tiny, 'manifest.json'), 'utf8')) as Record<string, Record<string, unknown>>;

describe('parseManifest', () => {
  it('takes a manifest that leaves out what its model does not have', () => {
    const manifest = parseManifest(valid(), 'here');
    expect(manifest.image.cells).toBeNull();
    expect(manifest.text.mask).toBeNull();
    expect(manifest.centring).toBeNull();
  });

  it.each([
    ['nothing', () => undefined, /here is not a model manifest/],
    ['another family', () => ({ ...valid(), family: 'bert' }), /family/],
    ['a size of zero', () => ({ ...valid(), image: { ...valid().image, size: 0 } }), /image\.size/],
    ['a std of zero', () => ({ ...valid(), image: { ...valid().image, std: [1, 0, 1] } }), /image\.std/],
    ['two means', () => ({ ...valid(), image: { ...valid().image, mean: [1, 1] } }), /image\.mean/],
    ['a short sha256', () => ({ ...valid(), text: { ...valid().text, sha256: 'abc' } }), /text\.sha256/],
    ['a way out', () => ({ ...valid(), text: { ...valid().text, file: '../x.onnx' } }), /text\.file/],
    ['an absolute path', () => ({ ...valid(), image: { ...valid().image, file: '/x.onnx' } }), /image\.file/],
  ])('refuses %s and names the field', (_, contents, message) => {
    expect(() => parseManifest(contents(), 'here')).toThrow(ModelError);
    expect(() => parseManifest(contents(), 'here')).toThrow(message);
  });
});

describe('readModel', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'concella-manifest-'));
    cpSync(tiny, folder, { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('reads a whole model', async () => {
    await expect(readModel(folder)).resolves.toMatchObject({ name: 'tiny-clip', dimension: 32 });
  });

  it('says how to get a model that is not there', async () => {
    await expect(readModel(join(folder, 'none'))).rejects.toThrow(/models:pull/);
  });

  it('tells of a manifest that is not JSON', async () => {
    writeFileSync(join(folder, 'manifest.json'), '{');
    await expect(readModel(folder)).rejects.toThrow(/not JSON/);
  });

  it.each(['vision_model.onnx', 'text_model.onnx', 'tokenizer.json'])(
    'notices that %s was altered, and that it is missing',
    async (name) => {
      const path = join(folder, name);
      const contents = readFileSync(path);
      contents[contents.length >> 1]! ^= 1;
      writeFileSync(path, contents);
      await expect(readModel(folder)).rejects.toThrow(/not the file that the manifest names/);
      rmSync(path);
      await expect(readModel(folder)).rejects.toThrow(/missing/);
    },
  );
});
