import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { modificationIn } from './modification.js';

describe('the modification in words beside a picture', () => {
  it.each([
    ['this, but in blue', 'blue'],
    ['This one but in navy blue please', 'navy blue'],
    ['do you have it in blue?', 'blue'],
    ["I'd like the same one, just with long sleeves", 'long sleeves'],
    ['something similar made of leather', 'leather'],
    ['a blue version of this', 'blue'],
    ['the same in a different colour: red', 'colour: red'],
    ['blue instead', 'blue'],
    ['in blue', 'blue'],
    ['striped', 'striped'],
    ['red dress for a party', 'red dress for a party'],
    ['in-ear headphones', 'in-ear headphones'],
    ['a-line dress', 'a-line dress'],
    ['one-piece swimsuit', 'one-piece swimsuit'],
    ['T-shirt with it', 'T-shirt'],
    ['in Größe 42', 'Größe 42'],
  ])('%s: %s', (text, modification) => {
    expect(modificationIn(text)).toBe(modification);
  });

  it.each(['this', 'Something like this, please!', 'the same', ' ', '...'])(
    'says nothing in "%s"',
    (text) => {
      expect(modificationIn(text)).toBe('');
    },
  );

  it('takes words away from both ends and never from within, and takes nothing from what it left', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('this', 'in', 'blue', ',', 'cup', 'for', '?', 'men')), (parts) => {
        const left = modificationIn(parts.join(' '));
        expect(parts.join(' ')).toContain(left);
        expect(modificationIn(left)).toBe(left);
      }),
    );
  });
});
