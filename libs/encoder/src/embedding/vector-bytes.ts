import { endianness } from 'node:os';

const littleEndian = endianness() === 'LE';

/** A vector as float32 little-endian, the form of the tables. */
export function vectorBytes(vector: Float32Array): Buffer {
  const bytes = Buffer.from(
    Uint8Array.from(new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength)),
  );
  return littleEndian ? bytes : bytes.swap32();
}

/** The vector of {@link vectorBytes}; copied, because a database driver's buffers are not aligned. */
export function vectorFromBytes(bytes: Uint8Array): Float32Array {
  const copy = Buffer.from(Uint8Array.from(bytes).buffer);
  if (!littleEndian) copy.swap32();
  return new Float32Array(copy.buffer, copy.byteOffset, copy.byteLength / 4);
}
