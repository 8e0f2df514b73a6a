import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleaned } from './clean.js';

describe('cleaned', () => {
  it.each([
    ['Women’s  “smart”\tshirt', 'women\'s "smart" shirt'],
    ['ﬁne ﬂour ｆｕｌｌ', 'fine flour full'],
    ['cafe\u0301', 'café'],
    ['\u0149', "'n"],
    [' \u0085 ', ''],
  ])('brings %j to %j, as CLIP was trained on', (text, clean) => {
    expect(cleaned(text, 'clip')).toBe(clean);
  });

  it.each([
    ['Under_scored, file-name.jpg!', 'under scored filenamejpg'],
    ['"Smart" (XL) 50% off', 'smart xl 50 off'],
    ['¿quote “?”', '¿quote'],
  ])('takes ASCII punctuation out for SigLIP: %j', (text, clean) => {
    expect(cleaned(text, 'siglip')).toBe(clean);
  });

  it('leaves texts alone where the manifest says nothing', () => {
    expect(cleaned(' As “it” IS ', null)).toBe(' As “it” IS ');
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom('clip' as const, 'siglip' as const),
        (text, how) => {
          const once = cleaned(text, how);
          expect(cleaned(once, how)).toBe(once);
        },
      ),
      { numRuns: 200 },
    );
  });
});
