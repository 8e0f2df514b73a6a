import { safeText } from '#platform';
import { z } from 'zod';
import { limits } from '../limits.js';

const replacement = '\uFFFD';

/** Text of a merchant's file: valid Unicode, and decoded without loss. */
function text(maxLength: number): z.ZodString {
  return safeText(maxLength).refine((value) => !value.includes(replacement), {
    error: 'holds characters that are not UTF-8',
    params: { fix: 'save the file as UTF-8 and upload it again' },
  });
}

function requiredText(maxLength: number): z.ZodString {
  return text(maxLength).refine((value) => value.trim() !== '', {
    error: 'is empty',
    params: { fix: 'give a value' },
  });
}

const id = requiredText(200).refine(
  (value) => value === value.trim() && !/[\u0000-\u001F\u007F]/.test(value),
  {
    error: 'holds control characters, or spaces at an end',
    params: { fix: 'give an id of letters, digits and signs' },
  },
);

const price = z.number({ error: 'is not a number' }).refine((value) => value >= 0 && value <= 1e9, {
  error: 'must be between 0 and 1,000,000,000',
  params: { fix: 'give a price such as 12.5' },
});

const date = text(40).refine(
  (value) => /^\d{4}-\d{2}-\d{2}/.test(value) && !Number.isNaN(Date.parse(value)),
  { error: 'is not a date', params: { fix: 'give it as 2026-11-23' } },
);

export const reviewSchema = z.strictObject({
  rating: z
    .number({ error: 'is not a number' })
    .refine((value) => value >= 0 && value <= 5, {
      error: 'must be between 0 and 5',
      params: { fix: 'give the number of stars, 0 to 5' },
    })
    .optional(),
  title: text(500).optional(),
  text: requiredText(5_000),
  date: date.optional(),
});

const attributeValue = z.union(
  [
    text(1_000),
    z.number().transform(String),
    z.boolean().transform((value) => (value ? 'yes' : 'no')),
    z.array(text(1_000)).max(50),
  ],
  { error: 'must be a text, a number, or a list of at most 50 texts' },
);

/** JavaScript, and zod with it, passes over a key "__proto__" without a word: it is looked for before. */
const attributes = z
  .unknown()
  .refine((value) => typeof value !== 'object' || value === null || !Object.hasOwn(value, '__proto__'), {
    error: 'holds an attribute named "__proto__"',
    params: { fix: 'give the attribute another name' },
  })
  .pipe(
    z.record(requiredText(100), attributeValue).refine((value) => Object.keys(value).length <= 100, {
      error: 'holds more than 100 attributes',
      params: { fix: 'keep those that shoppers ask for' },
    }),
  )
  .default({});

/** One product of an upload (the form of the public API). Unknown fields are refused: they are mostly misspelt ones. */
export const productRowSchema = z.strictObject({
  id,
  title: requiredText(500),
  description: text(20_000).default(''),
  price: price.nullish().transform((value) => value ?? null),
  currency: text(3)
    .regex(/^[A-Z]{3}$/, 'must be a currency code of three capital letters, such as EUR')
    .nullish()
    .transform((value) => value ?? null),
  availability: z.enum(['in_stock', 'out_of_stock', 'preorder']).default('in_stock'),
  category: z.array(requiredText(100)).max(10).default([]),
  attributes,
  pictures: z.array(requiredText(2_000)).max(limits.picturesPerProduct).default([]),
  reviews: z.array(reviewSchema).max(limits.reviewsPerProduct).default([]),
  variantOf: id.nullish().transform((value) => value ?? null),
});

export type ProductRow = z.infer<typeof productRowSchema>;
export type ReviewRow = z.infer<typeof reviewSchema>;

/** A row of the reviews file. */
export const reviewRowSchema = reviewSchema.extend({ product_id: id });
