import { shuffled } from '../statistics/sampled.js';
import type { WordNet } from './wordnet.js';

/** Words that say nothing about a product: they go first when a shopper asks. */
const functionWords = new Set(
  `a about above after again all also am an and any are as at be because been being below best better between both but
  by can could did do does doing down during each ever every few for from further get give go had has have having he her
  here hers him his how i if in into is it its just keep let like ll made make makes many may me might more most much
  must my new no nor not of off on once one only or other our out over own re s same she should so some such t than that
  the their them then there these they this those through to too under until up us use used very was we well were what
  when where whether which while who whom why will with within without would you your yourself`.split(/\s+/),
);

/** Sentences that shops put under every product. */
const boilerplate =
  /^(key features? of|specifications? of|price:|general |in the box|machine wash|wash care|w \d|\W*$)|flipkart|genuine products?|free shipping|cash on delivery|replacement guarantee/i;

const mostWords = 24;

/** The words of a text in lower case: letters and digits with inner hyphens and apostrophes. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu) ?? [];
}

/**
 * A description in other words: its sentences in reverse order, without function words, numbers, the title's words
 * that WordNet does not know (brands, names of models) and what shops say of every product; each word that is left
 * is with probability 1/2 changed, to one of its WordNet synonyms, or dropped where it has none. At most 24 words.
 * Made by rule, so the sense of a word is sometimes missed; it is hard for exact words by intent.
 */
export function paraphrasedDescription(
  text: string,
  title: string,
  wordNet: WordNet,
  random: () => number,
): string {
  const names = new Set(wordsOf(title).filter((word) => !wordNet.knows(word)));
  const sentences = text
    .split(/(?<=[.!?])\s*(?=[A-Z•])|[•\n]|,(?=Specifications?)/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => !boilerplate.test(sentence))
    .map((sentence) => sentence.replaceAll(withoutCase(title), ' '));
  const content = sentences
    .reverse()
    .flatMap(wordsOf)
    .filter((word) => !functionWords.has(word) && !names.has(word) && !/\d|^.$/.test(word));
  const said = new Set<string>();
  for (const word of content) {
    if (random() < 0.5) {
      said.add(word);
      continue;
    }
    const [synonym] = shuffled(wordNet.synonyms(word), random);
    if (synonym !== undefined) said.add(synonym);
  }
  return [...said].slice(0, mostWords).join(' ');
}

/**
 * A short query in other words: without function words, the last word first, and every second word that has WordNet
 * synonyms (at least one) changed to one of them. Words that have none stay, because each of a few words matters.
 */
export function paraphrasedQuery(text: string, wordNet: WordNet, random: () => number): string {
  const content = wordsOf(text).filter((word) => !functionWords.has(word));
  const changeable = shuffled(
    content.filter((word) => wordNet.synonyms(word).length > 0),
    random,
  );
  const changed = new Set(changeable.slice(0, Math.ceil(changeable.length / 2)));
  const said = content.map((word) =>
    changed.has(word) ? shuffled(wordNet.synonyms(word), random)[0]! : word,
  );
  return [said.at(-1)!, ...said.slice(0, -1)].join(' ');
}

function withoutCase(words: string): RegExp {
  return new RegExp(words.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`), 'gi');
}
