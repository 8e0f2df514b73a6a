// node dist/tools/encoder-parity/report.js FOLDER: docs/figures/encoder-parity.md from the results that run.py left there.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Agreement, Result } from './result.js';

const [, , folder = '.'] = process.argv;
// From dist/tools/encoder-parity back to the project.
const target = fileURLToPath(new URL('../../../docs/figures/encoder-parity.md', import.meta.url));

const figure = (value: number): string => (value >= 0.99999995 ? '1.0000000' : value.toFixed(7));
const shown = ({ minimum, mean }: Agreement): string => `${figure(minimum)} / ${figure(mean)}`;
const short = (value: number): string => value.toFixed(3);
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
const code = (text: string): string => `\`${text.slice(0, 40).replaceAll('|', '\\|')}\``;

const files = (await readdir(folder)).filter((file) => file.endsWith('.json')).sort();
const results = await Promise.all(
  files.map(async (file) => JSON.parse(await readFile(join(folder, file), 'utf8')) as Result),
);

const main = table(
  ['family', 'texts', 'pictures', 'two different texts', 'two different pictures'],
  results.map(({ name, texts, pictures, between }) => [
    name,
    shown(texts),
    `${shown(pictures)} (least: ${pictures.worst})`,
    short(between.texts),
    short(between.pictures),
  ]),
);
const mistakes = table(
  ['family', 'mistake', 'cosine', 'under .9999'],
  results.flatMap(({ name, mistakes: made }) =>
    made.map((mistake) => [
      name,
      mistake.what,
      shown(mistake),
      `${mistake.below} of ${mistake.count} ${mistake.of}`,
    ]),
  ),
);
const others = table(
  [
    'family',
    "transformers' picture processor",
    'file opened without orientation, white, profiles',
    'texts that another tokenizer of the same model reads otherwise',
  ],
  results.map(({ name, transformers, unmanaged, otherTokens }) => [
    name,
    transformers
      ? `${shown(transformers)}, ${transformers.below} of ${transformers.count} under .9999`
      : 'none',
    `${shown(unmanaged)}, ${unmanaged.below} of ${unmanaged.count} under .9999`,
    otherTokens.length === 0 ? 'none' : `${otherTokens.length}: ${otherTokens.map(code).join(', ')}`,
  ]),
);

const page = `# Other encoders: parity

Written by \`tools/encoder-parity\` (its README says how). Each family's two towers at full size with random weights, built by the
reference implementations, exported in the layout of its public ONNX repository, pulled with \`models:pull --from\`, and run
through the \`Encoder\` port; 60 texts and 24 pictures. No public weights could be fetched where this was run: what is proven is
the tokenizer, the preprocessing, the graph's inputs and outputs and the runtime, not the weights.
Two parts are stand-ins because no package has them: SigLIP's vocabulary (a small one of the same form, trained here) and
MobileCLIP-S0's text tower (open_clip's bidirectional one with 4 layers and a convolution before and after). The JavaScript side
has one rule less than SigLIP's normalisation table of 131,000 code points tried: the emoji joiner, put right in \`clean.ts\`.
HTML entities and wrongly decoded bytes, which open_clip repairs in words, are left as they are.

Cosine to the reference's vector, least / mean (needed: .9999). Random weights can hide a difference or blow it up, so beside
them is the mean cosine of two different inputs, and what deliberate mistakes cost.

${main}

## Deliberate mistakes

${mistakes}

## Where references differ among themselves

We follow the authors' own preprocessing (OpenAI's, as open_clip has it): a centre crop whose margin is odd starts at the even
neighbour; transformers rounds down. A file is opened upright, on white, in sRGB by its profile, CMYK by a profile: shown is also
what a reference that only takes the file's numbers as RGB would get.

${others}
`;
await writeFile(target, page);
console.log(`${target}: ${results.length} families`);
