import { pictureSchema } from '#catalogue';
import { channels } from '#encoder';
import { z } from 'zod';
import { languageTag, shownNeuronSchema } from '#neurons';

export const statisticsRequest = z.strictObject({
  /** For the names of neighbours. */
  language: languageTag.optional(),
});

const share = z.number();
const productSchema = z.object({
  id: z.string(),
  title: z.string(),
  picture: pictureSchema.nullable(),
});
const wordSchema = z.object({
  word: z.string(),
  /** Character offsets in the text; `end` is not included. */
  start: z.int(),
  end: z.int(),
  /** How much the projection on the neuron falls without the word: the difference of two encodings. */
  effect: z.number(),
});

/** A picture, a passage or a review for which the neuron fires. */
export const sampleSchema = z
  .object({
    /** With the picture that fires, or with its first one where words fire. */
    product: productSchema,
    channel: z.enum(channels),
    position: z.int(),
    activation: z.number(),
    /** The words; null for a picture. */
    text: z.string().nullable(),
  })
  .meta({ id: 'Sample' });
const markedSchema = sampleSchema.extend({ words: z.array(wordSchema) }).meta({ id: 'MarkedSample' });

const firingSchema = z
  .object({
    /** Pictures, or passages and reviews, in the sample. */
    atoms: z.int(),
    fires: z.int(),
    share,
    /** Bars of equal width from 0 to the strongest activation; atoms for which it is silent are in none. */
    bins: z.array(z.object({ from: z.number(), to: z.number(), count: z.int() })),
    /** Tenths of the firings by rank, 10 the strongest first, with samples at equal distances of rank. */
    deciles: z.array(
      z.object({
        decile: z.int(),
        from: z.number(),
        to: z.number(),
        count: z.int(),
        samples: z.array(sampleSchema),
      }),
    ),
  })
  .meta({ id: 'Firing' });

const pairCounts = {
  /** Products with a picture and a description: the first of each are a pair. */
  pairs: z.int(),
  firesOnPictures: z.int(),
  firesOnTexts: z.int(),
};

const neighboursSchema = z.array(z.object({ neuron: shownNeuronSchema, cosine: z.number() }));

export const statisticsAnswer = z
  .object({
    dictionary: z.string(),
    model: z.string(),
    generation: z.string(),
    neuron: z.int(),
    catalogue: z.object({
      products: z.int(),
      /** Products in the sample: all, or a fixed sample of a large catalogue. */
      sampled: z.int(),
      measuredAt: z.iso.datetime(),
    }),
    image: firingSchema,
    text: firingSchema,
    agreement: z.object({
      /** Products with pictures and words for which it fires in a picture or in words, and in both. */
      either: z.int(),
      both: z.int(),
      /** both / either; null where it fires for none. */
      share: share.nullable(),
    }),
    /** Does it fire for the same products in both modalities? This neuron by itself. */
    multimodal: z.discriminatedUnion('tested', [
      z.object({
        ...pairCounts,
        tested: z.literal(true),
        /** Chance that a picture whose words fire it fires it more than one whose words don't. */
        auc: share,
        /** One-sided permutation p-values: shuffled over all pairs, and within categories. */
        pOverAll: share,
        pWithinCategory: share,
        /** auc >= 0.65 and both p < 0.05. */
        passed: z.boolean(),
      }),
      z.object({ ...pairCounts, tested: z.literal(false), reason: z.string() }),
    ]),
    top: z.object({
      /** By the sum of the strongest activation in a picture and in words. */
      products: z.array(productSchema.extend({ image: z.number(), text: z.number() })),
      /** One of a product; with the words that carry it. */
      descriptions: z.array(markedSchema),
      reviews: z.array(markedSchema),
    }),
    /** By the cosine of directions, the closest first. */
    neighbours: z.object({ image: neighboursSchema, text: neighboursSchema }),
    /** Cosine of its own two directions: how alike pictures and words hold it. */
    ownCosine: z.number(),
    /** Known queries that fire it: categories and attribute values of this catalogue, and shipped queries. */
    queries: z.array(
      z.object({
        text: z.string(),
        from: z.enum(['category', 'attribute', 'shipped']),
        activation: z.number(),
      }),
    ),
  })
  .meta({ id: 'StatisticsAnswer' });
export type StatisticsAnswer = z.output<typeof statisticsAnswer>;
export type Sample = z.output<typeof sampleSchema>;
export type MarkedSample = z.output<typeof markedSchema>;
