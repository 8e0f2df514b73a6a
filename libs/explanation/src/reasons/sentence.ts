import type { QuerySource } from '../decompose/query-component.js';
import { isSpeakable } from '../disclosure.js';
import type { Facet, Neuron } from '#neurons';
import type { Reason, ActiveIn } from './reasons.js';

/** Below this explained share a match is said to be by overall similarity. */
export const leastExplained = 0.25;

/** A sentence names at most this many neurons. */
export const mostNamed = 3;

const overall = 'A match by overall similarity, not by single features.';
const byWords = 'It is described in words like yours.';

/** What fires for the words of a query that do not say it is near what was asked, and not what was asked. */
const near = 'close to what you asked';

/** What the words for asking are, in the order in which a sentence says them. */
const asking: readonly (readonly [QuerySource, string])[] = [
  ['text', 'as you asked'],
  ['image', 'like the picture you showed'],
  ['like', 'like what you liked'],
  ['answer', 'as you answered'],
  ['steer', 'as you turned up'],
];

// Things without a plural or an article: "with embroidery", not "with an embroidery".
const uncounted = new Set(
  (
    'activewear bedding clothing cookware crockery cutlery drinkware embroidery eyeshadow eyewear fabric ' +
    'footwear fringe furniture glassware homeware jewellery kitchenware knitwear lace lighting lingerie loungewear ' +
    'luggage makeup mascara nightwear outerwear padding paper perfume piping sleepwear sportswear ' +
    'stationery storage sunscreen swimwear tableware trim underwear'
  ).split(' '),
);

/** Order of words before a noun: "a rustic red striped ceramic mug". */
const adjectiveOrder: readonly Facet[] = ['fit', 'style', 'finish', 'colour', 'pattern', 'material'];

/**
 * The reasons that a shopper may be shown by name: confident, not about people, at most three. A category that another
 * one outdoes is left out: "a blue scarf" would be said of blue headphones that hang like one. So is a quality that only
 * the words ask for and do not say: nobody who types "striped shirt" asked for light blue; and beside a kind that they
 * say, one that they don't. Of several neurons with one name the strongest speaks: "running shoes and running shoes" says nothing more.
 */
export function namedReasons(reasons: readonly Reason[]): Reason[] {
  const kindSaid = reasons.some(({ neuron, said }) => said && neuron.facet === 'category');
  return reasons
    .filter(
      ({ neuron, dominated, said, askedBy }) =>
        isSpeakable(neuron) &&
        !dominated &&
        (said || (neuron.facet === 'category' && !kindSaid) || askedBy.some((source) => source !== 'text')),
    )
    .filter(({ neuron }, at, all) => all.findIndex((other) => other.neuron.name === neuron.name) === at)
    .filter((reason, _, all) => !all.some((other) => saysMore(other, reason)))
    .slice(0, mostNamed);
}

/**
 * Whether one reason makes another one needless: "a black handbag, as you asked" says "black" and "handbag" too; where the
 * words say only one of both, that one alone is what was asked.
 */
function saysMore(one: Reason, other: Reason): boolean {
  const isPart = (part: Reason, whole: Reason): boolean =>
    whole.neuron.parts?.some(({ name }) => name === part.neuron.name) ?? false;
  return (one.said && isPart(other, one)) || (!other.said && isPart(one, other));
}

/**
 * One sentence for a shopper, from what was computed for this query and this product alone:
 * which named neurons fired, for which part of the query, and in which of the product's channels.
 *
 * @param named the reasons that it may name: {@link namedReasons}
 * @param share the share of the embedded score that neurons explain, 0..1
 * @param mostlyWords whether the product's words carry more of its score than all that neurons could explain
 */
export function shopperSentence(named: readonly Reason[], share: number, mostlyWords: boolean): string {
  if (share < leastExplained || named.length === 0) return mostlyWords ? byWords : overall;
  const asked = groupBy(named, ({ askedBy, said, neuron }) =>
    asking
      .filter(([source]) => askedBy.includes(source))
      // Beside a picture that shows it, an unsaid quality is not ascribed to the words.
      .filter(([source]) => source !== 'text' || said || neuron.facet === 'category')
      .map(([source, words]) => (source === 'text' && !said ? near : words))
      .join(' and '),
  )
    .map(([words, reasons]) => `${phrase(reasons.map(({ neuron }) => neuron))}, ${words}`)
    .join('; ');
  const places = groupBy(named, ({ activeIn }) => placesOf(activeIn));
  const seen =
    places.length === 1
      ? `seen ${places[0]?.[0] ?? ''}`
      : places
          .map(([place, reasons]) => `${join(reasons.map(({ neuron }) => neuron.name ?? ''))} ${place}`)
          .join(', ');
  return `${asked.charAt(0).toUpperCase()}${asked.slice(1)}: ${seen}.`;
}

/** "a red ceramic mug with a handle", or without a category "red and made of ceramic". */
function phrase(all: readonly Neuron[]): string {
  const nouns = all.filter(({ facet }) => facet === 'category').length;
  // "A black leather handbag", also where "black handbag" is one neuron.
  const neurons =
    nouns === 1
      ? all.flatMap((neuron) => neuron.parts?.map((part) => ({ ...neuron, ...part })) ?? neuron)
      : all;
  const of = (facet: Facet): Neuron[] => neurons.filter((neuron) => neuron.facet === facet);
  const [noun, ...further] = of('category');
  const before = adjectiveOrder.flatMap(of);
  const after = neurons.filter(
    ({ facet }) => facet === 'part' || facet === 'occasion' || facet === 'use' || facet === null,
  );
  const tail = after.map(predicate);
  if (!noun) return join([...before.map(predicate), ...tail]);
  const adjectives = before.map(({ name }) => name ?? '');
  const head = indefinite([...adjectives, noun.name ?? ''].join(' '));
  return join([[head, ...tail].join(' '), ...further.map(predicate)]);
}

/** A neuron on its own: "red", "made of oak", "with a handle", "for hiking", "a mug". */
export function predicate({ name, facet }: Neuron): string {
  const word = name ?? '';
  if (facet === 'material') return `made of ${word}`;
  if (facet === 'part') return `with ${indefinite(word)}`;
  if (facet === 'occasion' || facet === 'use') return `for ${word}`;
  if (facet === 'category') return indefinite(word);
  return word;
}

function indefinite(words: string): string {
  const last = words.split(' ').at(-1) ?? '';
  if (uncounted.has(last) || (/s$/.test(last) && !/(ss|us|is)$/.test(last))) return words;
  // A "u" as in "USB", "unisex" or "uniform" is spoken with a consonant.
  return `${/^([aeio]|u(?!ni|sb|se))/i.test(words) ? 'an' : 'a'} ${words}`;
}

/** "in the picture, the description and 2 of 7 reviews". */
function placesOf(seen: readonly ActiveIn[]): string {
  return `in ${join(
    seen.map(({ channel, firing, of }) => {
      if (channel === 'description') return 'the description';
      if (channel === 'reviews') return of === 1 ? 'its one review' : `${firing} of ${of} reviews`;
      return of === 1 ? 'the picture' : `${firing} of ${of} pictures`;
    }),
  )}`;
}

function join(words: readonly string[]): string {
  if (words.length < 2) return words[0] ?? '';
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}

function groupBy(reasons: readonly Reason[], key: (reason: Reason) => string): [string, Reason[]][] {
  const groups = new Map<string, Reason[]>();
  for (const reason of reasons) groups.set(key(reason), [...(groups.get(key(reason)) ?? []), reason]);
  return [...groups];
}
