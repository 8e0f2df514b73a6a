import { z } from 'zod';
import { channels } from '#encoder';
import { neuronSchema } from '#neurons';
import { safeText } from '#platform';

const modality = z.enum(['image', 'text']);
/** Its number in the dictionary in use. */
const neuron = z.coerce.number().int().min(0).max(10_000_000);

export const attributionRequest = z.strictObject({
  productId: safeText(200).min(1),
  neuron,
  /** Only this channel of the product. */
  channel: z.enum(channels).optional(),
  /** The words of the query, to be marked too. */
  text: safeText(2000).trim().min(1).optional(),
  /**
   * The modality of the query whose contributions are to be shown: a contribution is computed with d[k] as vectors of
   * the query's modality hold it. Without it, every atom is read with the direction of its own modality.
   */
  modality: modality.optional(),
  /** At most so many atoms of each channel, those with the largest projection. */
  atoms: z.coerce.number().int().min(1).max(10).default(3),
});
export type AttributionRequest = z.output<typeof attributionRequest>;

export const pictureAttributionRequest = z
  .strictObject({
    /** The picture of a query: base64 (also as data: URL), or an http(s) URL. */
    image: z.string().min(1).max(16_000_000),
    neuron,
    /** The modality that the neuron's direction is read in; that of a picture query's contributions without it. */
    modality: modality.default('image'),
  })
  .meta({ id: 'PictureAttributionRequest' });
export type PictureAttributionRequest = z.output<typeof pictureAttributionRequest>;

const wordSchema = z.object({
  word: z.string(),
  /** Character offsets in the text; `end` is not included. */
  start: z.int(),
  end: z.int(),
  /** How much the projection falls without the word. */
  effect: z.number(),
});

const firing = {
  /** Whether and how strongly the neuron fires for it; 0 = it does not. */
  activation: z.number(),
  /** d[k] . v: what the neuron's contribution is made of. */
  projection: z.number(),
};

const regionSchema = z
  .object({
    ...firing,
    /** `cells`: exact, the grid sums to the projection; `occlusion`: approximate. Whether it is a place: see `check`. */
    method: z.enum(['cells', 'occlusion']),
    approximate: z.boolean(),
    /** Rows of numbers, from the top left; they cover `area`. */
    grid: z.array(z.array(z.number())),
    /** What the encoder sees, in shares of the picture's width and height; beyond 0..1 where white was put around it. */
    area: z.object({ left: z.number(), top: z.number(), width: z.number(), height: z.number() }),
    /**
     * Whether hiding the fifth of the cells that carries most lowers the projection more than hiding as much somewhere
     * else; left out for an exact map of unequal sides.
     */
    check: z
      .object({
        patches: z.int(),
        markedDrop: z.number(),
        randomDropMean: z.number(),
        randomDropMost: z.number(),
        passed: z.boolean(),
      })
      .optional(),
  })
  .meta({ id: 'Region' });

export const pictureAttributionSchema = z
  .object({
    position: z.int(),
    hash: z.string(),
    ...regionSchema.shape,
  })
  .meta({ id: 'PictureAttribution' });

const textAttributionSchema = z
  .object({
    position: z.int(),
    text: z.string(),
    ...firing,
    words: z.array(wordSchema),
  })
  .meta({ id: 'TextAttribution' });

export const attributionAnswer = z
  .object({
    model: z.string(),
    dictionary: z.string(),
    neuron: neuronSchema,
    productId: z.string(),
    pictures: z.array(pictureAttributionSchema),
    descriptions: z.array(textAttributionSchema),
    reviews: z.array(textAttributionSchema),
    /** Whole sentences of one review, with every neighbour that might turn their meaning; null without reviews. */
    quote: z
      .object({
        position: z.int(),
        text: z.string(),
        /** Character offsets in the review. */
        start: z.int(),
        end: z.int(),
        projection: z.number(),
        /** Whether it is the review to its last word. */
        whole: z.boolean(),
      })
      .nullable(),
    query: z.object({ text: z.string(), ...firing, words: z.array(wordSchema) }).optional(),
  })
  .meta({ id: 'AttributionAnswer' });
export type AttributionAnswer = z.output<typeof attributionAnswer>;

export const pictureAttributionAnswer = z
  .object({
    model: z.string(),
    dictionary: z.string(),
    neuron: neuronSchema,
    picture: regionSchema,
  })
  .meta({ id: 'PictureAttributionAnswer' });
export type PictureAttributionAnswer = z.output<typeof pictureAttributionAnswer>;
/** Where a picture shows a neuron. */
export type Region = z.output<typeof regionSchema>;
export type PictureAttribution = z.output<typeof pictureAttributionSchema>;
export type TextAttribution = z.output<typeof textAttributionSchema>;
