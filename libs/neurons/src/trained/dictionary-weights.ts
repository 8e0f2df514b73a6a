import { createHash } from 'node:crypto';
import { normaliseRows, type Parameters } from '../fit/parameters.js';
import { packRows, unpackRows } from './packed-rows.js';

/**
 * A fitted dictionary as bytes, each number one: for encoder, picture decoder and word decoder the rows' scales
 * (float32) and the rows (int8), at last the bias (float32). Little-endian, as every machine that Node.js runs on.
 */
export function packWeights({ dimension, encoder, bias, decoders }: Parameters): Buffer {
  const parts = [encoder, decoders.image, decoders.text].flatMap((rows) => {
    const { bytes, scales } = packRows(rows, dimension);
    return [Buffer.from(scales.buffer), Buffer.from(bytes.buffer)];
  });
  return Buffer.concat([...parts, Buffer.from(bias.buffer, bias.byteOffset, bias.byteLength)]);
}

/**
 * The parameters of {@link packWeights}; decoders at unit length again.
 *
 * @throws {RangeError} for bytes of another size than `units` and `dimension` need
 */
export function unpackWeights(packed: Uint8Array, units: number, dimension: number): Parameters {
  const each = units * (4 + dimension);
  if (packed.byteLength !== 3 * each + 4 * units)
    throw new RangeError(
      `weights of ${units} units of ${dimension} dimensions have ${3 * each + 4 * units} bytes, not ${packed.byteLength}`,
    );
  const bytes = Uint8Array.from(packed);
  const rows = (part: number): Float32Array =>
    unpackRows(
      {
        scales: new Float32Array(bytes.buffer, part * each, units),
        bytes: new Int8Array(bytes.buffer, part * each + 4 * units, units * dimension),
      },
      dimension,
    );
  const decoders = { image: rows(1), text: rows(2) };
  normaliseRows(decoders.image, dimension);
  normaliseRows(decoders.text, dimension);
  return {
    units,
    dimension,
    encoder: rows(0),
    bias: new Float32Array(bytes.buffer, 3 * each, units),
    decoders,
  };
}

/** Names a dictionary by what it computes: other weights, another name. */
export function trainedId(packed: Uint8Array, active: number, model: string): string {
  const hash = createHash('sha256').update(packed).update(String(active)).digest('hex');
  return `trained/${hash.slice(0, 12)}/${model}`;
}
