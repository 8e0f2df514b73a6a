import { z } from 'zod';
import { safeText } from '#platform';

const towards = {
  /** A neuron of the dictionary in use ... */
  neuron: z.coerce.number().int().min(0).max(10_000_000).optional(),
  /** ... or the words of a query: what the units contribute to. */
  text: safeText(2000).trim().min(1).optional(),
  /** So many units, those with the largest contribution, up or down. */
  limit: z.coerce.number().int().min(1).max(200).default(20),
};

const oneTarget = (request: { neuron?: number | undefined; text?: string | undefined }): boolean =>
  (request.neuron === undefined) !== (request.text === undefined);
const targetProblem = {
  error: 'exactly one of neuron and text is to be given',
  path: ['neuron'],
  params: { fix: 'give the number of a neuron, or the words of a query' },
};

export const unitsRequest = z
  .strictObject({ productId: safeText(200).min(1), ...towards })
  .refine(oneTarget, targetProblem);
export type UnitsRequest = z.output<typeof unitsRequest>;

export const pictureUnitsRequest = z
  .strictObject({
    /** Base64 (also as data: URL), or an http(s) URL. */
    image: z.string().min(1).max(16_000_000),
    ...towards,
  })
  .refine(oneTarget, targetProblem)
  .meta({ id: 'PictureUnitsRequest' });
export type PictureUnitsRequest = z.output<typeof pictureUnitsRequest>;

const linearSchema = z.object({
  recognised: z.literal(true),
  /** The name of the units' value in the model's graph. */
  value: z.string(),
  /** How many units there are. */
  count: z.int(),
  /** d . v of the picture: the sum of `units`, `others` and `rest`. */
  projection: z.number(),
  /** The largest contributions, up or down. */
  units: z.array(z.object({ unit: z.int(), activation: z.number(), contribution: z.number() })),
  /** What all other units contribute. */
  others: z.number(),
  /** What no unit contributes: the map's constant, and centring. */
  rest: z.number(),
});

const unknownSchema = z.object({
  recognised: z.literal(false),
  /** Why this encoder's units are not known. */
  reason: z.string(),
});

const pictureUnitsSchema = z
  .discriminatedUnion('recognised', [linearSchema, unknownSchema])
  .meta({ id: 'PictureUnits' });
export type PictureUnits = z.output<typeof pictureUnitsSchema>;

const head = { model: z.string(), dictionary: z.string() };

export const unitsAnswer = z
  .object({
    ...head,
    productId: z.string(),
    pictures: z.array(z.object({ position: z.int(), hash: z.string(), units: pictureUnitsSchema })),
  })
  .meta({ id: 'UnitsAnswer' });
export type UnitsAnswer = z.output<typeof unitsAnswer>;

export const pictureUnitsAnswer = z
  .object({ ...head, units: pictureUnitsSchema })
  .meta({ id: 'PictureUnitsAnswer' });
export type PictureUnitsAnswer = z.output<typeof pictureUnitsAnswer>;
