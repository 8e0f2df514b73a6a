import { readFile } from 'node:fs/promises';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { part, readGraph, withOutput } from './graph.js';
import type { UnitsOutput } from './messages.js';
import { findUnits } from './raw-units.js';

/** Units at a time whose weights are read out of the tail. */
const unitsPerRun = 32;
/** The linear map must give the embedding back to this share of its length. */
const tolerance = 1e-3;

interface LinearMap {
  /** [units, dimension] */
  readonly weights: Float32Array<ArrayBuffer>;
  readonly bias: Float32Array<ArrayBuffer>;
}

/**
 * A second session of an image tower that also gives its last units. What they do to the embedding is read out of the
 * graph by running what comes after them on one unit at a time: this holds for weights in any form (float16, int8).
 */
export class UnitSessions {
  private map: LinearMap | undefined;

  private constructor(
    private readonly whole: InferenceSession,
    private readonly tail: InferenceSession,
    private readonly value: string,
    private readonly embedding: string,
  ) {}

  /** @returns in words why the structure is not recognised, where it is not */
  static async open(
    file: string,
    embedding: string,
    options: InferenceSession.SessionOptions,
  ): Promise<UnitSessions | string> {
    const model = await readFile(file);
    const graph = readGraph(model);
    const found = findUnits(graph, embedding);
    if (typeof found === 'string') return found;
    const whole = await InferenceSession.create(withOutput(model, found.value), options);
    const tail = await InferenceSession.create(part(graph, found.tail, found.value, embedding), options);
    return new UnitSessions(whole, tail, found.value, embedding);
  }

  /** The units of one picture: their mean over the picture, and the linear map from them to the embedding. */
  async run(
    feeds: Record<string, Tensor>,
  ): Promise<{ vector: Float32Array<ArrayBuffer>; units: UnitsOutput }> {
    const results = await this.whole.run(feeds, [this.embedding, this.value]);
    const vector = Float32Array.from(floats(results[this.embedding]));
    const units = results[this.value];
    const dims = units?.dims ?? [];
    if (!units || (dims.length !== 4 && dims.length !== 3))
      return unknown(vector, `its last units have the shape [${dims.join(', ')}]`);
    const activations = means(floats(units), dims);
    try {
      this.map ??= await this.readMap(dims);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return unknown(vector, `what comes after its last units can't be run alone: ${reason}`);
    }
    const off = deviation(vector, activations, this.map);
    if (off > tolerance)
      return unknown(
        vector,
        `what comes after its last units is not a linear map (off by ${off.toFixed(4)})`,
      );
    const { weights, bias } = this.map;
    return {
      vector,
      units: {
        kind: 'linear',
        value: this.value,
        activations,
        weights: Float32Array.from(weights),
        bias: Float32Array.from(bias),
      },
    };
  }

  async release(): Promise<void> {
    await this.whole.release();
    await this.tail.release();
  }

  private async readMap(dims: readonly number[]): Promise<LinearMap> {
    const count = dims[axisOf(dims)] ?? 0;
    const bias = await this.embed([-1], dims);
    const weights = new Float32Array(count * bias.length);
    for (let start = 0; start < count; start += unitsPerRun) {
      const some = Array.from({ length: Math.min(unitsPerRun, count - start) }, (_, i) => start + i);
      const rows = await this.embed(some, dims);
      rows.forEach((value, i) => {
        weights[start * bias.length + i] = value - (bias[i % bias.length] ?? 0);
      });
    }
    return { weights, bias };
  }

  /** The embedding of pictures on which one unit alone is 1 everywhere; -1 for none. */
  private async embed(units: readonly number[], dims: readonly number[]): Promise<Float32Array<ArrayBuffer>> {
    const [, ...shape] = dims;
    const size = shape.reduce((product, side) => product * side, 1);
    const values = new Float32Array(units.length * size);
    const count = dims[axisOf(dims)] ?? 1;
    const cells = size / count;
    units.forEach((unit, row) => {
      if (unit < 0) return;
      for (let cell = 0; cell < cells; cell += 1) {
        const at = axisOf(dims) === 1 ? unit * cells + cell : cell * count + unit;
        values[row * size + at] = 1;
      }
    });
    const input = new Tensor('float32', values, [units.length, ...shape]);
    const results = await this.tail.run({ [this.value]: input }, [this.embedding]);
    return Float32Array.from(floats(results[this.embedding]));
  }
}

/** [n, units, rows, columns] of convolutions, [n, cells, units] of other towers. */
function axisOf(dims: readonly number[]): number {
  return dims.length === 4 ? 1 : 2;
}

/** The mean of each unit over the cells of one picture. */
function means(values: Float32Array, dims: readonly number[]): Float32Array<ArrayBuffer> {
  const count = dims[axisOf(dims)] ?? 0;
  const cells = values.length / count;
  const sums = new Float64Array(count);
  values.forEach((value, i) => {
    const unit = axisOf(dims) === 1 ? Math.floor(i / cells) : i % count;
    sums[unit] = (sums[unit] ?? 0) + value;
  });
  return Float32Array.from(sums, (sum) => sum / cells);
}

/** |x - sum_u a_u W_u - b| / |x| */
function deviation(x: Float32Array, activations: Float32Array, { weights, bias }: LinearMap): number {
  const open = Float64Array.from(x, (value, i) => value - (bias[i] ?? 0));
  activations.forEach((activation, unit) => {
    for (let i = 0; i < open.length; i += 1)
      open[i] = (open[i] ?? 0) - activation * (weights[unit * open.length + i] ?? 0);
  });
  return Math.hypot(...open) / Math.hypot(...x);
}

function unknown(
  vector: Float32Array<ArrayBuffer>,
  reason: string,
): { vector: Float32Array<ArrayBuffer>; units: UnitsOutput } {
  return { vector, units: { kind: 'unknown', reason } };
}

function floats(tensor: Tensor | undefined): Float32Array {
  if (tensor?.data instanceof Float32Array) return tensor.data;
  throw new Error('the graph gives no float32 where its units or its embedding should be');
}
