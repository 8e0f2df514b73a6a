import { z } from 'zod';
import { safeText } from '#platform';

/** A folder below MODELS_DIR; as MODEL. */
export const folderName = z.string().regex(/^[a-z0-9][a-z0-9._-]*$/i, {
  error: 'is not the name of a folder of models',
});

const encoderInUse = z
  .object({
    /** Its folder below MODELS_DIR: what requests call it. */
    name: z.string(),
    /** "<name>@<revision>", as answers carry it. */
    model: z.string(),
    /** When it began to serve, or to be the standby. */
    since: z.iso.datetime(),
  })
  .meta({ id: 'EncoderInUse' });

export const encodersAnswer = z
  .object({
    serving: encoderInUse,
    /** What the process that you ask answers with: after a switch, each process follows within seconds. */
    answering: z.object({ model: z.string(), generation: z.string() }),
    standby: encoderInUse
      .extend({
        /** When it last stopped to serve; null for one that never served. Such a one can be rolled back to. */
        servedUntil: z.iso.datetime().nullable(),
        /** Of its index in the process that you ask; null while it is being opened. */
        generation: z.string().nullable(),
        counts: z.object({
          products: z.number().int(),
          /** Of which it has vectors of what they are now. */
          encoded: z.number().int(),
          /** Of these, the ones that its index in the process that you ask holds. */
          indexed: z.number().int(),
        }),
        /** Whether it can be switched to. */
        ready: z.boolean(),
        /** What last went wrong while it was opened or encoded; it is tried again. */
        problem: z.string().nullable(),
      })
      .nullable(),
  })
  .meta({ id: 'EncodersAnswer' });
export type EncodersAnswer = z.output<typeof encodersAnswer>;

export const standbyRequest = z.strictObject({ model: folderName }).meta({ id: 'StandbyRequest' });
export const switchRequest = z.strictObject({ to: folderName }).meta({ id: 'SwitchRequest' });

export const mostQueries = 300;

export const reportRequest = z
  .strictObject({
    /** Queries of your own, with the products that are right for them where you know. */
    queries: z
      .array(
        z.strictObject({
          text: safeText(2000).trim().min(1),
          right: z.array(safeText(200).min(1)).min(1).max(1000).optional(),
        }),
      )
      .max(mostQueries)
      .default([]),
    /** How many products of the catalogue to draw queries from: each gives its title and a phrase of its attributes. */
    sample: z.number().int().min(0).max(mostQueries).default(100),
  })
  .meta({ id: 'ReportRequest' });
export type ReportRequest = z.output<typeof reportRequest>;

/** A mean over queries with the bounds of its 95 % bootstrap interval. */
const estimate = z.object({ mean: z.number(), low: z.number(), high: z.number() }).meta({ id: 'Estimate' });
const compared = z
  .object({ serving: estimate, standby: estimate, difference: estimate })
  .meta({ id: 'Compared' });

export const queryGroup = z.enum(['given', 'titles', 'attributes']);

export const reportAnswer = z
  .object({
    serving: z.object({ model: z.string(), generation: z.string() }),
    standby: z.object({ model: z.string(), generation: z.string() }),
    /** Queries asked, and those whose first ten products are not the same in the same order. */
    queries: z.number().int(),
    changed: z.number().int(),
    /** Share of the serving slate's first ten that the standby's first ten hold too. */
    overlapAt10: estimate,
    groups: z.array(
      z.object({
        group: queryGroup,
        queries: z.number().int(),
        overlapAt10: estimate,
        /** Of the queries whose right products are known. */
        judged: z.number().int(),
        /** Share of judged queries whose first product is right. */
        firstRight: compared.nullable(),
        /** Right products among the first ten, as a share of the right ones, of ten at most. */
        rightInTen: compared.nullable(),
      }),
    ),
    /** The encoders alone, without words: is a title's own picture the nearest, among how many? */
    titleToPicture: z
      .object({
        queries: z.number().int(),
        gallery: z.number().int(),
        recallAt1: compared,
        recallAt10: compared,
      })
      .nullable(),
    /** The changed queries, the most changed first. */
    changes: z.array(
      z.object({
        text: z.string(),
        group: queryGroup,
        overlapAt10: z.number(),
        /** Mean number of places that a product in both first tens has moved; null where there is none. */
        meanMove: z.number().nullable(),
        serving: z.array(z.string()),
        standby: z.array(z.string()),
      }),
    ),
  })
  .meta({ id: 'ReportAnswer' });
export type ReportAnswer = z.output<typeof reportAnswer>;
export type Estimate = z.output<typeof estimate>;
export type Compared = z.output<typeof compared>;
export type QueryGroup = z.output<typeof queryGroup>;
