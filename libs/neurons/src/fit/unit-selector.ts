import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { projectFolder } from '#platform';
import type { Modality } from '#encoder';
import type { Firing, FiringPairs } from './gradients.js';
import type { Pairs, Parameters } from './parameters.js';

/** Chooses the units of a batch of pairs: the dense part of fitting, on onnxruntime (tools/neuron-graphs). */
export class UnitSelector {
  private constructor(private readonly session: InferenceSession) {}

  static async open(threads = 1): Promise<UnitSelector> {
    const graph = join(projectFolder, 'libs/neurons/graphs/select-units.onnx');
    return new UnitSelector(
      await InferenceSession.create(graph, { intraOpNumThreads: threads, interOpNumThreads: 1 }),
    );
  }

  /**
   * The strongest units of each row.
   *
   * @param joint [batch.count], 1 where a pair's units are chosen by the sum of both sides' activations, else 0
   */
  async select(
    parameters: Parameters,
    batch: Pairs,
    joint: Float32Array,
    active: number,
  ): Promise<FiringPairs> {
    const { units, dimension, encoder, bias } = parameters;
    const rows = [batch.count, dimension];
    const out = await this.session.run({
      image: new Tensor('float32', batch.image, rows),
      text: new Tensor('float32', batch.text, rows),
      encoder: new Tensor('float32', encoder, [units, dimension]),
      bias: new Tensor('float32', bias, [units]),
      joint: new Tensor('float32', joint, [batch.count, 1]),
      active: new Tensor('int64', BigInt64Array.of(BigInt(active)), [1]),
    });
    const firing = (side: Modality): Firing => ({
      active,
      units: out[`${side}_units`]?.data as Int32Array,
      activations: out[`${side}_activations`]?.data as Float32Array,
    });
    return { image: firing('image'), text: firing('text') };
  }

  async close(): Promise<void> {
    await this.session.release();
  }
}
