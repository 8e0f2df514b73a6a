// Words that point at the picture or the product beside them, ask politely, or join: by themselves they say no property.
const pointing =
  'this that these those it its same similar like one ones something anything thing item product version ' +
  'exactly exact just only but and or though however instead rather also too other another different ' +
  'a an the in with as of from made to for is are be am comes come available there ' +
  'i we you me us my would want need looking look searching search show find give get have has do does can could please';
const words = pointing.split(' ').join('|');
const joined = `(?:['’](?:s|d|m|re|ll))?`;
const leading = new RegExp(`^(?:[\\s\\p{P}]*(?:${words})${joined}(?![\\p{L}\\p{N}'’-]))+[\\s\\p{P}]*`, 'iu');
const trailing = new RegExp(`(?:[\\s\\p{P}]+(?:${words})${joined}(?=[\\s\\p{P}]|$))+[\\s\\p{P}]*$`, 'iu');

/**
 * What words ask to be changed of a picture or product beside them: "blue" of "this, but in blue" or "do you have it in
 * blue, please?". An encoder has not learned such pointing and hears other things in it. In composed retrieval these
 * words are the modification text. English only; words that begin and end with a property stay as they are.
 *
 * @returns an empty text where nothing but pointing is said ("something like this")
 */
export function modificationIn(text: string): string {
  const rest = text.replace(leading, '');
  return rest
    .replace(trailing, '')
    .replace(/[\s?!.]+$/u, '')
    .trim();
}
