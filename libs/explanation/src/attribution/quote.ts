/** A stretch of whole sentences of a text. */
export interface Sentence {
  readonly start: number;
  readonly end: number;
}

const sentences = new Intl.Segmenter('en', { granularity: 'sentence' });

/** A review of so few words is quoted whole. */
const shortReview = 25;

/**
 * Words that may turn what the sentence before or after them says: denials, contrasts, wishes, answers.
 * Of the languages of most shops in Europe; a word too many only makes a quote longer.
 */
const turning = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:not|no|nope|never|none|neither|nor|nothing|hardly|barely|without|cannot|but|however|though|although|except|unless|yet|still|otherwise|instead|unfortunately|sadly|supposed|supposedly|claims?|claimed|allegedly|wish|if|until|wrong|false|untrue|lie|nicht|kein(?:e|er|en|em|es)?|nie|aber|leider|jedoch|pas|jamais|mais|sauf|malheureusement|nunca|pero|aunque|sin|non|mai|ma|però|purtroppo|niet|geen|maar|helaas|não|mas)(?![\\p{L}\\p{N}])|n['’]t(?![\\p{L}\\p{N}])`,
  'iu',
);

/** The sentences of a text, without the white space between them. */
export function sentencesOf(text: string): Sentence[] {
  const found: Sentence[] = [];
  for (const { segment, index } of sentences.segment(text)) {
    const trimmed = segment.trim();
    if (trimmed === '') continue;
    const start = index + segment.indexOf(trimmed);
    found.push({ start, end: start + trimmed.length });
  }
  return found;
}

/**
 * What may be quoted for one sentence of a review: the sentence, whole, with each neighbour that might turn its
 * meaning (a denial, a contrast, a question or its answer), and theirs in turn; a short review whole.
 *
 * @param at place of the sentence in {@link sentencesOf}
 */
export function quotable(text: string, at: number): Sentence {
  const all = sentencesOf(text);
  const words = text.split(/\s+/).filter(Boolean).length;
  if (words <= shortReview || all.length < 2) return { start: 0, end: text.length };
  const textOf = (i: number): string => text.slice(all[i]?.start, all[i]?.end);
  const bound = (i: number): boolean => i >= 0 && i < all.length && turnsNeighbours(textOf(i));
  let [first, last] = [at, at];
  // A question at the end of the quote takes its answer in.
  const asks = (i: number): boolean => /\?["'”’)]*$/.test(textOf(i));
  for (let grown = true; grown;) {
    grown = false;
    if (first > 0 && (bound(first - 1) || answers(textOf(first)))) [first, grown] = [first - 1, true];
    if (last < all.length - 1 && (bound(last + 1) || asks(last))) [last, grown] = [last + 1, true];
  }
  return { start: all[first]?.start ?? 0, end: all[last]?.end ?? text.length };
}

/** Whether a sentence might turn the one before or after it. */
export function turnsNeighbours(sentence: string): boolean {
  return turning.test(sentence) || /\?["'”’)]*$/.test(sentence);
}

/** Whether a sentence begins as the answer to the one before, or as a part of it. */
function answers(sentence: string): boolean {
  return /^(?:["'“‘(]*)(?:yes|no|and|or|so|because|which|this|that|it|they|these|those|he|she|i said|the (?:same|opposite))(?![\p{L}\p{N}])/iu.test(
    sentence,
  );
}
