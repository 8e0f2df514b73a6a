const leastLetters = 3;
/** Words from here on are slipped in first; where there are none, the shorter ones. */
const longWord = 4;

/** Neighbours on an English keyboard, a row at a time. */
const keyRows = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'];

/** Letters that are mistaken for each other by their sound. */
const soundsLike: Readonly<Record<string, string>> = {
  a: 'e',
  e: 'a',
  i: 'e',
  o: 'u',
  u: 'o',
  c: 'k',
  k: 'c',
  s: 'z',
  z: 's',
  y: 'i',
};

type Slip = (word: string, at: number, random: () => number) => string;

/** Each changes one place of a word that has a letter before and after it. */
const slips: readonly Slip[] = [
  // A letter is left out.
  (word, at) => word.slice(0, at) + word.slice(at + 1),
  // A letter is struck twice.
  (word, at) => word.slice(0, at) + word[at]! + word.slice(at),
  // Two letters change places.
  (word, at) => word.slice(0, at) + word[at + 1]! + word[at]! + word.slice(at + 2),
  // A key beside the right one.
  (word, at, random) => {
    const row = keyRows.find((keys) => keys.includes(word[at]!)) ?? keyRows[0]!;
    const place = row.indexOf(word[at]!);
    const beside = [row[place - 1], row[place + 1]].filter((key) => key !== undefined);
    return word.slice(0, at) + beside[Math.floor(random() * beside.length)]! + word.slice(at + 1);
  },
  // A letter that sounds like it.
  (word, at) => word.slice(0, at) + (soundsLike[word[at]!] ?? word[at]!) + word.slice(at + 1),
];

/**
 * The text with one slip in a third of its words that have four letters or more, at least in one of them (of three
 * letters where no word is longer): a letter left
 * out, doubled, exchanged with the next, mistaken on the keyboard or by its sound. The first letter stays, as it mostly
 * does when people type (Kukich 1992, section 1.1.3).
 *
 * @param random numbers in [0, 1): the same ones give the same text
 */
export function misspelt(text: string, random: () => number): string {
  const words = text.toLowerCase().split(' ');
  const withLetters = (least: number): number[] =>
    words.flatMap((word, place) => (/^[a-z]+$/.test(word) && word.length >= least ? [place] : []));
  const long = withLetters(longWord);
  const places = long.length > 0 ? long : withLetters(leastLetters);
  const count = Math.min(places.length, Math.max(1, Math.round(places.length / 3)));
  for (let i = 0; i < count; i += 1) {
    const [place] = places.splice(Math.floor(random() * places.length), 1);
    words[place!] = slipped(words[place!]!, random);
  }
  return words.join(' ');
}

/** The word after one slip that changes it: doubled letters can change places unnoticed. */
function slipped(word: string, random: () => number): string {
  for (;;) {
    const slip = slips[Math.floor(random() * slips.length)]!;
    const at = 1 + Math.floor(random() * (word.length - 2));
    const wrong = slip(word, at, random);
    if (wrong !== word) return wrong;
  }
}
