import { z } from 'zod';
import type { AskedShop } from './asked-shop.js';

export interface ExplanationCounts {
  readonly whyNot: number;
  readonly evidence: number;
  readonly pictureEvidence: number;
  readonly units: number;
  readonly pictureUnits: number;
  readonly alignment: number;
  /** Turns of dialogues, of at most three each. */
  readonly dialogue: number;
}

const longestDialogue = 3;
const dialogueSchema = z.object({
  question: z.object({ answers: z.array(z.object({ id: z.string() })) }).nullable(),
  state: z.record(z.string(), z.unknown()),
});

/** Asks why and why not, where and how much, and lets itself be asked back. */
export async function askExplanations(
  shop: AskedShop,
  counts: ExplanationCounts,
  neurons: readonly number[],
): Promise<void> {
  const { texts, pictures } = shop.content;
  for (let i = 0; i < counts.whyNot; i += 1) {
    const body = {
      query: { text: shop.one(texts) },
      productId: shop.productId(),
      ...(i % 3 === 0 ? { top: 5, filter: { price: { max: 10 } } } : {}),
    };
    await shop.ask('why-not', {
      path: '/v1/explanations/why-not',
      body,
      ...(i % 4 === 3 ? { picture: shop.one(pictures) } : {}),
    });
  }
  for (let i = 0; i < counts.evidence; i += 1) {
    const text = i % 2 === 0 ? `&text=${encodeURIComponent(shop.one(texts))}&modality=text` : '';
    await shop.ask('evidence', {
      path: `/v1/explanations/evidence?productId=${shop.productId()}&neuron=${shop.one(neurons)}${text}`,
    });
  }
  for (let i = 0; i < counts.pictureEvidence; i += 1)
    await shop.ask('evidence-picture', {
      path: '/v1/explanations/evidence',
      body: { image: shop.one(pictures).toString('base64'), neuron: shop.one(neurons) },
    });
  for (let i = 0; i < counts.units; i += 1)
    await shop.ask('units', {
      path: `/v1/explanations/units?productId=${shop.productId()}&neuron=${shop.one(neurons)}&limit=10`,
    });
  for (let i = 0; i < counts.pictureUnits; i += 1)
    await shop.ask('units-picture', {
      path: '/v1/explanations/units',
      body: { image: shop.one(pictures).toString('base64'), text: shop.one(texts) },
    });
  for (let i = 0; i < counts.alignment; i += 1) {
    const { description, title } = shop.one(shop.content.products);
    await shop.ask('alignment', {
      path: '/v1/alignment',
      body: {
        pictures: [shop.one(pictures), shop.one(pictures)].map((picture) => picture.toString('base64')),
        texts: [description || title, shop.one(texts)],
      },
    });
  }
  await askDialogues(shop, counts.dialogue);
}

async function askDialogues(shop: AskedShop, turns: number): Promise<void> {
  let open: { query: object; answer: string; state: object } | undefined;
  for (let turn = 0; turn < turns; turn += 1) {
    if (turn % longestDialogue === 0) open = undefined;
    const body: { query: object } = open ?? { query: { text: shop.one(shop.content.texts) } };
    const { question, state } = dialogueSchema.parse(
      await shop.ask('dialogue', { path: '/v1/dialogue', body: { ...body, limit: 4 } }),
    );
    open = question ? { query: body.query, answer: shop.one(question.answers).id, state } : undefined;
  }
}
