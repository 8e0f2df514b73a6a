import { z } from 'zod';
import { languageTag, neuronSchema } from '#neurons';
import { claimBars, type ClaimedFacet } from './claim-bars.js';
import { safeText } from '#platform';

export const alignmentRequest = z
  .strictObject({
    /** Base64 (also as data: URL), or http(s) URLs. */
    pictures: z.array(z.string().min(1).max(16_000_000)).min(1).max(20),
    texts: z.array(safeText(2000).trim().min(1)).min(1).max(20),
    /** Of the names of neurons. */
    language: languageTag.optional(),
  })
  .meta({ id: 'AlignmentRequest' });
export type AlignmentRequest = z.output<typeof alignmentRequest>;

const neuron = neuronSchema.extend({ activation: z.number() }).meta({ id: 'AlignedNeuron' });

export const alignmentPair = z
  .object({
    picture: z.int(),
    text: z.int(),
    /** Inner product of the centred vectors: for experts; read the percentiles. */
    similarity: z.number(),
    /** Share of this catalogue's true pairs (a product's picture with its own words) that align less than this pair, 0..100. */
    percentileAmongTrue: z.number(),
    /** The same among pairs of pictures with another product's words. */
    percentileAmongShuffled: z.number(),
    verdict: z.enum(['fits', 'unclear', 'does-not-fit']),
    /** What the text claims the product to be, in facets that a picture can tell; the strongest disagreement first. */
    claims: z.array(
      z.object({
        facet: z.enum(Object.keys(claimBars) as [ClaimedFacet, ...ClaimedFacet[]]),
        claimed: z.array(z.string()),
        /** What the picture fits best in its place. */
        rival: z.string(),
        /**
         * Log-odds that another name of the facet is right rather than what is claimed, each weighing exp(fit / standard
         * deviation of unrelated pairs).
         */
        strength: z.number(),
        /** Whether the strength reaches what few true claims do. */
        disagrees: z.boolean(),
      }),
    ),
    /** Fire on the picture and on the text, on one of them at least so strongly that it is seen (.15). */
    shared: z.array(neuron.extend({ pictureActivation: z.number() }).meta({ id: 'SharedNeuron' })),
    /** The picture shows it, the text does not say it. */
    pictureOnly: z.array(neuron),
    /** The text claims it, the picture does not show it. */
    textOnly: z.array(neuron),
  })
  .meta({ id: 'AlignmentPair' });

const share = z.number();

export const pictureReport = z
  .object({
    /** Writing on the picture, printed on the product or laid on the photograph. */
    writing: z.object({
      /** How sure it is that there is any, 0..1. */
      score: z.number(),
      /** Where the surest row of letters stands, in shares of the picture's sides; null where nothing stands in a row. */
      box: z.object({ left: share, top: share, width: share, height: share }).nullable(),
      /** A sentence for whoever chooses the picture; null where it is not sure enough that there is writing. */
      warning: z.string().nullable(),
    }),
  })
  .meta({ id: 'PictureReport' });

export type PictureReport = z.output<typeof pictureReport>;

export const alignmentAnswer = z
  .object({
    generation: z.string(),
    model: z.string(),
    dictionary: z.string(),
    /** How many pairs of this catalogue the percentiles rest on. */
    calibration: z.object({ truePairs: z.int(), shuffledPairs: z.int() }),
    /** One for each picture. */
    pictures: z.array(pictureReport),
    /** One for each picture and text, picture by picture. */
    pairs: z.array(alignmentPair),
  })
  .meta({ id: 'AlignmentAnswer' });
export type AlignmentAnswer = z.output<typeof alignmentAnswer>;
