import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { projectFolder } from '#platform';
import { norm } from '../encoder.js';
import { readGraph, withOutput } from './graph.js';
import { OnnxEncoder } from './onnx-encoder.js';
import { findUnits } from './raw-units.js';

const shipped = join(projectFolder, 'models/concella-small');
const parity = join(projectFolder, 'test/fixtures/encoder-parity');
const picture = (name: string): Promise<Buffer> =>
  readFile(join(projectFolder, 'seed-data/pictures', `${name}.webp`));

describe('findUnits', () => {
  it('finds the last units of the shipped tower: what its projection reads', async () => {
    const graph = readGraph(await readFile(join(shipped, 'image.onnx')));
    const found = findUnits(graph, 'embedding');
    if (typeof found === 'string') throw new Error(found);
    expect(graph.nodes.find(({ outputs }) => outputs.includes(found.value))?.op).toBe('Relu');
    expect(found.tail.map(({ op }) => op)).toEqual(expect.arrayContaining(['MatMul', 'ReduceMean']));
    expect(found.tail.some(({ outputs }) => outputs.includes(found.value))).toBe(false);
  });

  it('says why where it recognises nothing', async () => {
    const graph = readGraph(await readFile(join(shipped, 'image.onnx')));
    expect(findUnits(graph, 'no such value')).toMatch(/nothing is computed/);
    const text = readGraph(await readFile(join(shipped, 'text.onnx')));
    expect(findUnits(text, 'embedding')).toMatch(/where a mean over the picture and a linear map/);
  });
});

describe('withOutput', () => {
  it('adds an output and changes nothing else', async () => {
    const model = await readFile(join(shipped, 'image.onnx'));
    const found = findUnits(readGraph(model), 'embedding');
    if (typeof found === 'string') throw new Error(found);
    const session = await InferenceSession.create(withOutput(model, found.value));
    expect(session.outputNames).toEqual(['embedding', 'cells', found.value]);
    const pixels = Float32Array.from({ length: 3 * 112 * 112 }, (_, i) => Math.sin(i));
    const feeds = { pixels: new Tensor('float32', pixels, [1, 3, 112, 112]) };
    const plain = await InferenceSession.create(model);
    const [a, b] = [await session.run(feeds, ['embedding']), await plain.run(feeds, ['embedding'])];
    expect(a['embedding']?.data).toEqual(b['embedding']?.data);
  });
});

describe('units of a tower', () => {
  it.each([
    ['concella-small', shipped],
    ['mobileclip-s0', join(parity, 'mobileclip-s0')],
  ])('of %s give its embedding back exactly', async (_, folder) => {
    const encoder = await OnnxEncoder.open(folder);
    try {
      for (const name of ['red-stoneware-mug-1', 'blue-stoneware-mug-1']) {
        const contents = await picture(name);
        const units = await encoder.units(contents);
        if (units.kind !== 'linear') throw new Error(units.reason);
        const [encoded] = await encoder.encodePictures([contents]);
        const { vector, activations, weights, bias } = units;
        expect(weights).toHaveLength(activations.length * vector.length);
        const scale = norm(vector);
        vector.forEach((value, i) => {
          let sum = bias[i]!;
          activations.forEach((activation, unit) => (sum += activation * weights[unit * vector.length + i]!));
          expect(Math.abs(sum - value) / scale).toBeLessThan(1e-5);
          expect(Math.abs(encoded!.vector[i]! - value) / scale).toBeLessThan(1e-5);
        });
      }
    } finally {
      await encoder.close();
    }
  });

  it.each(['clip-vit-base-patch32', 'clip-rn50', 'siglip-base-patch16-224'])(
    'of %s are not recognised, and it says why',
    async (name) => {
      const encoder = await OnnxEncoder.open(join(parity, name));
      try {
        expect(await encoder.units(await picture('red-stoneware-mug-1'))).toEqual({
          kind: 'unknown',
          reason: expect.stringMatching(/^before its embedding is \w+ where/) as string,
        });
      } finally {
        await encoder.close();
      }
    },
  );
});
