import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { vectorBytes, vectorFromBytes } from './vector-bytes.js';

describe('vector bytes', () => {
  it('are float32 little-endian', () => {
    expect(vectorBytes(Float32Array.of(1, -2)).toString('hex')).toBe('0000803f000000c0');
  });

  it('come back as they went, also from an unaligned view and a part of a vector', () => {
    fc.assert(
      fc.property(fc.float32Array(), fc.integer({ min: 0, max: 7 }), (vector, offset) => {
        const bytes = vectorBytes(vector);
        const shifted = Buffer.alloc(bytes.length + offset);
        bytes.copy(shifted, offset);
        expect(vectorFromBytes(shifted.subarray(offset))).toEqual(vector);
        expect(vectorFromBytes(vectorBytes(vector.subarray(1)))).toEqual(vector.slice(1));
      }),
    );
  });
});
