// Checks the seed catalogue: `node tools/seed-check.mjs [--pictures]`.
// Verifies that words (seed-data/products.jsonl), render spec (tools/render/seed-products.json)
// and queries (seed-data/attribute-queries.jsonl) fit together. Prints every fault and exits 1
// when there is one. With --pictures, the rendered files in seed-data/pictures must be there too.
import { existsSync, readFileSync, statSync } from 'node:fs';

const root = new URL('../', import.meta.url);
const read = (path) => readFileSync(new URL(path, root), 'utf8');
const readLines = (path) =>
  read(path)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

const products = readLines('seed-data/products.jsonl');
const queries = readLines('seed-data/attribute-queries.jsonl');
const spec = JSON.parse(read('tools/render/seed-products.json'));
const { colours, materials, patterns, kinds } = JSON.parse(read('tools/render/kinds.json'));

const faults = [];
/** Records `message` as a fault of `where` unless `condition` holds. */
const expect = (condition, where, message) => {
  if (!condition) faults.push(`${where}: ${message}`);
};
const isText = (value) => typeof value === 'string' && value.trim() === value && value.length > 0;
const isDay = (value) =>
  /^\d{4}-\d{2}-\d{2}$/.test(value) &&
  !Number.isNaN(Date.parse(value)) &&
  new Date(value).toISOString().startsWith(value);
const repeated = (values) => values.filter((value, index) => values.indexOf(value) !== index);

/** Words by which a shop names a colour or a material other than the spec's own word. */
const shopWords = {
  gold: ['brass'],
  silver: ['steel', 'galvanised'],
  beige: ['natural', 'oak', 'bamboo', 'rattan'],
  brown: ['walnut', 'cork', 'copper'],
  ceramic: ['stoneware', 'terracotta', 'clay'],
  leather: ['cowhide'],
  oak: ['wood', 'wooden'],
  steel: ['metal', 'steel'],
  wool: ['merino', 'lambswool'],
  cotton: ['canvas', 'twill'],
  plastic: ['composite', 'bio-plastic'],
};
const patternWords = {
  striped: ['strip'],
  dotted: ['dot'],
  checked: ['check'],
  marbled: ['marbl', 'veins', 'swirl'],
  speckled: ['speck'],
  zigzag: ['zigzag'],
  'two-tone': [' and ', ' with '],
};

const productKeys =
  'id,title,description,price,currency,availability,category,attributes,pictures,reviews'.split(',');
const byId = new Map(products.map((product) => [product.id, product]));
const specById = new Map(spec.map((item) => [item.id, item]));

for (const product of products) {
  const { id, attributes, reviews } = product;
  const unknown = Object.keys(product).filter((key) => ![...productKeys, 'variantOf'].includes(key));
  expect(unknown.length === 0, id, `unknown fields ${unknown}`);
  expect(/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id), id, 'id is not kebab-case');
  expect(isText(product.title) && product.title.length <= 70, id, 'title missing or too long');
  const sentences = product.description.match(/[.!?](\s|$)/g)?.length ?? 0;
  expect(isText(product.description), id, 'description missing');
  expect(sentences >= 2 && sentences <= 5, id, `description has ${sentences} sentences`);
  expect(Number.isFinite(product.price) && product.price > 0, id, 'price is not positive');
  expect(product.currency === 'EUR', id, 'currency is not EUR');
  expect(
    ['in_stock', 'out_of_stock', 'preorder'].includes(product.availability),
    id,
    `availability ${product.availability}`,
  );
  expect(product.category.length === 2 && product.category.every(isText), id, 'category levels');
  expect(Object.values(attributes).every(isText), id, 'an attribute is not a text');
  expect(
    product.pictures.join() === `${id}-1.webp,${id}-2.webp`,
    id,
    `pictures are named ${product.pictures}`,
  );
  expect(reviews.length >= 3 && reviews.length <= 8, id, `${reviews.length} reviews`);
  for (const review of reviews) {
    const where = `${id}, review "${review.title}"`;
    expect(Object.keys(review).sort().join() === 'date,rating,text,title', where, 'fields');
    expect([1, 2, 3, 4, 5].includes(review.rating), where, `rating ${review.rating}`);
    expect(isText(review.title) && isText(review.text), where, 'title or text missing');
    expect(isDay(review.date), where, `date ${review.date}`);
  }

  if (product.variantOf !== undefined) {
    const first = byId.get(product.variantOf);
    expect(first !== undefined && first !== product, id, `variantOf ${product.variantOf} unknown`);
    expect(first?.variantOf === undefined, id, 'variantOf points at another variant');
    const [own, other] = [specById.get(id), specById.get(product.variantOf)];
    for (const field of ['kind', 'material', 'pattern', 'variant'])
      expect(own?.[field] === other?.[field], id, `${field} differs from ${product.variantOf}`);
    expect(own?.colour !== other?.colour, id, `same colour as ${product.variantOf}`);
  }

  const drawn = specById.get(id);
  expect(drawn !== undefined, id, 'not in tools/render/seed-products.json');
  if (drawn === undefined) continue;
  const words = `${product.title} ${product.description}`.toLowerCase();
  for (const field of ['colour', 'secondColour', 'material', 'pattern'])
    expect(attributes[field] === drawn[field], id, `${field}: words and picture differ`);
  for (const field of ['colour', 'material'])
    expect(
      [drawn[field], ...(shopWords[drawn[field]] ?? [])].some((word) => words.includes(word)),
      id,
      `the words never name the ${field} ${drawn[field]}`,
    );
  const pattern = patternWords[drawn.pattern];
  expect(
    pattern === undefined || pattern.some((word) => words.includes(word)),
    id,
    `the words never name the pattern ${drawn.pattern}`,
  );
  const wrong = colours.filter(
    (colour) =>
      new RegExp(`\\b${colour}\\b`, 'i').test(product.title) &&
      ![drawn.colour, drawn.secondColour].some((own) => own?.includes(colour)),
  );
  expect(wrong.length === 0, id, `the title names ${wrong}, the picture is ${drawn.colour}`);
}

for (const item of spec) {
  const kind = kinds[item.kind];
  expect(byId.has(item.id), item.id, 'drawn, but not in products.jsonl');
  expect(kind !== undefined, item.id, `unknown kind ${item.kind}`);
  expect(colours.includes(item.colour), item.id, `unknown colour ${item.colour}`);
  expect(materials.includes(item.material), item.id, `unknown material ${item.material}`);
  expect(patterns.includes(item.pattern), item.id, `unknown pattern ${item.pattern}`);
  expect(kind?.materials.includes(item.material), item.id, `no ${item.kind} of ${item.material}`);
  expect(kind?.patterns.includes(item.pattern), item.id, `no ${item.pattern} ${item.kind}`);
}

for (const { query, relevant } of queries) {
  const conditions = Object.entries(relevant ?? {});
  expect(isText(query) && conditions.length > 0, query, 'query or conditions missing');
  for (const [field] of conditions)
    expect(['kind', 'colour', 'material', 'pattern'].includes(field), query, `field ${field}`);
  const matches = spec.filter((item) =>
    conditions.every(([field, value]) => [value].flat().includes(item[field])),
  );
  expect(matches.length > 0, query, 'no product matches');
  expect(matches.length < spec.length / 10, query, `${matches.length} products match`);
}

const categories = new Set(products.map((product) => product.category[0]));
const reviews = products.flatMap((product) => product.reviews);
const families = new Set(products.flatMap((product) => product.variantOf ?? []));
expect(products.length >= 150, 'catalogue', `only ${products.length} products`);
expect(categories.size >= 12, 'catalogue', `only ${categories.size} categories`);
expect(queries.length === 150, 'queries', `${queries.length} instead of 150`);
for (const [what, values] of [
  ['product id', products.map((product) => product.id)],
  ['title', products.map((product) => product.title)],
  ['description', products.map((product) => product.description)],
  ['review text', reviews.map((review) => review.text.toLowerCase())],
  ['drawn id', spec.map((item) => item.id)],
  ['query', queries.map(({ query }) => query)],
])
  expect(repeated(values).length === 0, 'catalogue', `${what} twice: ${repeated(values)}`);

if (process.argv.includes('--pictures')) {
  const files = products.flatMap((product) => product.pictures);
  const paths = files.map((file) => new URL(`seed-data/pictures/${file}`, root));
  const there = paths.filter((path) => existsSync(path));
  const bytes = there.reduce((sum, path) => sum + statSync(path).size, 0);
  expect(there.length === files.length, 'pictures', `${files.length - there.length} are missing`);
  expect(bytes <= 10_000_000, 'pictures', `${bytes} bytes, more than 10 MB`);
}

for (const fault of faults) console.error(fault);
console.log(
  `${products.length} products, ${categories.size} categories, ${families.size} variant families, ` +
    `${reviews.length} reviews, ${queries.length} queries: ${faults.length} faults`,
);
process.exitCode = faults.length > 0 ? 1 : 0;
