import { z } from 'zod';
import type { Product } from '../product.js';

export const availabilitySchema = z
  .enum(['in_stock', 'out_of_stock', 'preorder'])
  .meta({ id: 'Availability' });
export const attributesSchema = z
  .record(z.string(), z.union([z.string(), z.array(z.string())]))
  .meta({ id: 'Attributes' });

/** A picture wherever it appears. */
export const pictureSchema = z
  .object({
    hash: z.string().meta({ description: 'Its address: /v1/pictures/{hash}/160, /320, /640 or /original.' }),
    width: z.int(),
    height: z.int(),
  })
  .meta({ id: 'Picture' });

/** A product as it was uploaded. */
export const productSchema = z
  .object({
    id: z.string(),
    ordinal: z.int().meta({ description: 'Its number in indexes, never used again.' }),
    title: z.string(),
    description: z.string(),
    price: z.number().nullable(),
    currency: z.string().nullable(),
    availability: availabilitySchema,
    category: z.array(z.string()),
    attributes: attributesSchema,
    variantOf: z.string().nullable(),
    pictures: z.array(
      pictureSchema
        .extend({
          source: z.string().meta({ description: 'As the merchant named it: a file name or a URL.' }),
        })
        .meta({ id: 'UploadedPicture' }),
    ),
    reviews: z.array(
      z.object({
        rating: z.number().optional(),
        title: z.string().optional(),
        text: z.string(),
        date: z.string().optional(),
      }),
    ),
  })
  .meta({ id: 'Product' });

/** The product in the API's words. */
export function shownProduct(product: Product): z.input<typeof productSchema> {
  const { category, attributes, pictures, reviews } = product;
  return {
    ...product,
    category: [...category],
    attributes: shownAttributes(attributes),
    pictures: pictures.map(({ source, contentHash, width, height }) => ({
      source,
      hash: contentHash,
      width,
      height,
    })),
    reviews: [...reviews],
  };
}

/** Attributes in lists of their own. */
export function shownAttributes(attributes: Product['attributes']): z.input<typeof attributesSchema> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, typeof value === 'string' ? value : [...value]]),
  );
}
