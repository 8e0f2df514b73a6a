import { termKey, type Term } from '#neurons';

type Facet = Term['facet'];

/** Labels of the data sets that are not themselves terms, with the terms that hold for them. */
const aliases: Partial<Record<Facet, Readonly<Record<string, string>>>> = {
  category: {
    tshirts: 't-shirt',
    'lounge tshirts': 't-shirt',
    'long sleeve top': 'top',
    'outerwear jacket': 'jacket',
    'sports shoes': 'running shoes',
    heels: 'high heels',
    flats: 'ballet flats',
    'track pants': 'track pants',
    'innerwear vests': 'undershirt',
    'perfume and body mist': 'perfume',
    'duffel bag': 'gym bag',
    'mobile pouch': '',
    'kajal and eyeliner': 'eyeliner',
    'necklace and chains': 'necklace',
    dupatta: 'dupatta',
    patiala: 'salwar',
    'salwar and dupatta': 'salwar',
    'foundation and primer': 'foundation',
    'highlighter and blush': 'blusher',
    'face moisturisers': 'face cream',
    'face wash and cleanser': 'face wash',
    'mask and peel': 'face mask',
    'hair colour': 'hair dye',
    'baby dolls': 'nightdress',
    'lounge shorts': 'shorts',
    trunk: 'boxer shorts',
    rucksacks: 'backpack',
    footballs: 'football',
    'ties and cufflinks': 'tie',
    tights: 'tights',
    'red beet': '',
    satsumas: 'mandarin',
    'regular tomato': 'tomato',
    'soccer ball': 'football',
    'windsor chair': 'chair',
    'pair of socks': 'socks',
    'pair of sneakers': 'sneakers',
    'pair of sunglasses': 'sunglasses',
    'pair of scissors': 'scissors',
    'pair of headphones': 'headphones',
    'set of building blocks': 'building blocks',
    'stacking rings toy': 'stacking toy',
    'set of pencils': 'pencil',
    blanket: 'blanket',
  },
  colour: {
    multi: 'multicoloured',
    'grey melange': 'grey melange',
    skin: 'nude',
    steel: 'silver',
    'coffee brown': 'dark brown',
    'mushroom brown': 'taupe',
    'fluorescent green': 'neon green',
    'turquoise blue': 'turquoise',
    copper: 'copper coloured',
  },
  style: { sports: 'sporty', midcentury: 'midcentury', natural: 'natural style' },
  pattern: { solid: 'plain', 'polka dot': 'dotted' },
  occasion: { fall: 'autumn' },
};

/** What is true of a thing because something narrower is. */
const broader: Partial<Record<Facet, Readonly<Record<string, string>>>> = {
  category: {
    shoes:
      'casual shoes;formal shoes;running shoes;high heels;ballet flats;sandals;flip-flops;sports sandals;sneakers;ankle boots;boots',
    sandals: 'sports sandals',
    bag: 'handbag;backpack;clutch;messenger bag;laptop bag;gym bag;suitcase;tote bag;waist pouch;shoulder bag',
    jewellery: 'earrings;necklace;pendant necklace;ring;bracelet;bangle;jewellery set',
    underwear: 'briefs;boxer shorts;undershirt;bra;camisole',
    trousers: 'jeans;track pants;lounge pants;jeggings;leggings;chinos',
    top: 't-shirt;shirt;blouse;tunic;camisole;polo shirt;kurti',
    hat: 'cap;beanie',
    lamp: 'table lamp;floor lamp;pendant lamp;desk lamp',
    table: 'dining table;coffee table;side table;desk',
    clock: 'wall clock',
    knife: 'kitchen knife',
    ball: 'football;basketball;volleyball;tennis ball',
    fruit:
      'apple;pear;banana;orange fruit;lemon;lime fruit;grapefruit;mandarin;peach fruit;plum fruit;kiwi;mango;melon;watermelon;pineapple;papaya;passion fruit;pomegranate;avocado;strawberry',
    vegetable:
      'tomato;cucumber;pepper;carrot;potato;sweet potato;onion;garlic;ginger;leek;cabbage;aubergine;courgette;asparagus;mushroom',
    melon: 'watermelon',
    potato: 'sweet potato',
  },
  colour: {
    blue: 'navy;light blue;dark blue;royal blue;turquoise;teal',
    'dark blue': 'navy',
    red: 'dark red;maroon;burgundy;rust',
    'dark red': 'maroon;burgundy',
    green: 'dark green;olive;sea green;lime green;neon green;mint;khaki;teal',
    brown: 'dark brown;light brown;tan;taupe;rust;bronze;copper coloured',
    pink: 'magenta;rose;peach;coral;salmon;hot pink;light pink',
    purple: 'lilac;mauve;violet;magenta;plum;burgundy',
    grey: 'dark grey;light grey;grey melange;silver;metallic',
    beige: 'cream;nude;tan;khaki;taupe;natural coloured',
    white: 'cream',
    yellow: 'mustard;gold',
    orange: 'rust;peach;copper coloured;coral',
    metallic: 'silver;gold;bronze;copper coloured',
    black: 'dark grey',
  },
  material: {
    wood: 'oak;walnut',
    metal: 'steel;brass;copper;iron',
    ceramic: 'porcelain;stoneware',
    fabric: 'cotton;linen;wool;silk;denim;canvas;felt;satin',
    leather: 'suede',
  },
  pattern: { printed: 'graphic print;floral' },
};

/** Finds terms by name, synonym or label, with what follows from them. */
export class Labels {
  private readonly byWord = new Map<string, string>();

  constructor(terms: readonly Term[]) {
    for (const { term, facet, synonyms } of terms)
      for (const word of [term, ...synonyms]) this.byWord.set(`${facet}/${word.toLowerCase()}`, term);
  }

  /** Keys of the terms that hold for a label; none where the vocabulary has no word for it. */
  truths(facet: Facet, label: string): string[] {
    const word = label.trim().toLowerCase();
    const alias = aliases[facet]?.[word];
    if (alias === '') return [];
    const forms = [
      alias ?? word,
      word.replace(/s$/, ''),
      word.replace(/es$/, ''),
      `${word}s`,
      word.replace(/ies$/, 'y'),
    ];
    const term = forms
      .map((form) => this.byWord.get(`${facet}/${form}`))
      .find((found) => found !== undefined);
    if (term === undefined) return [];
    const all = new Set([term]);
    for (const narrow of all)
      for (const [wide, members] of Object.entries(broader[facet] ?? {}))
        if (members.split(';').includes(narrow)) all.add(wide);
    return Array.from(all, (name) => termKey({ facet, term: name }));
  }
}
