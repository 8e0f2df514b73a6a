/**
 * Prompts for zero-shot classification. A class is the mean of its prompts' vectors (Radford et al. 2021, section 3.1.4);
 * the prompts were written for the sets' labels, none was chosen by a figure.
 */
export type Prompts = (label: string) => readonly string[];

const colours = ['black', 'white', 'blue', 'red', 'green', 'brown', 'pink', 'grey'];
const people = ['men', 'women'];
const garments = [
  'shirt',
  't-shirt',
  'shoe',
  'handbag',
  'watch',
  'top',
  'dress',
  'sandal',
  'trousers',
  'belt',
];

/** The label alone. */
export const alone: Prompts = (label) => [label.toLowerCase()];

/** A kind of thing, in the singular and as it is written. */
export const kindPrompts: Prompts = (label) => {
  const written = label.toLowerCase();
  const name = singular(written);
  return [...new Set([written, name, `a ${name}`, `a photo of a ${name}`, `${name} product`])];
};

/** A kind of fashion: also in colours and for people. */
export const fashionKindPrompts: Prompts = (label) => {
  const name = singular(label.toLowerCase());
  return [
    ...kindPrompts(label),
    ...colours.map((colour) => `${colour} ${name}`),
    ...people.map((who) => `${who}'s ${name}`),
  ];
};

/** A colour: alone and on things. */
export const colourPrompts: Prompts = (label) => {
  const colour = label.toLowerCase();
  return [
    colour,
    `${colour} colour`,
    `${colour} product`,
    ...garments.map((garment) => `${colour} ${garment}`),
  ];
};

/** "casual shoes" to "casual shoe"; words that end in "ss" or have no "s" stay. */
export function singular(label: string): string {
  if (label.endsWith('ss') || !label.endsWith('s')) return label;
  if (label.endsWith('ies')) return `${label.slice(0, -3)}y`;
  return /(ch|sh|ss|x)es$/.test(label) ? label.slice(0, -2) : label.slice(0, -1);
}
