import type { ExplainLevel } from '#explanation';
import type { FastifyRequest } from 'fastify';
import type { ApiBodyOptions } from '@nestjs/swagger';
import type { z } from 'zod';
import type { PictureInput } from '#catalogue';
import { invalidRequest } from '#platform';
import type { RecommendationRequest } from './contract.js';
import { readMultipartRequest } from './multipart-request.js';
import { productFilter } from './product-filter.js';
import type { SlateRequest } from './recommender.js';

/**
 * A body that {@link readAskedRequest} reads, for the API document. The converter of schemas sees it as it sees those of
 * `@Body({ schema })`, which would also check it as JSON.
 */
export function askedBody(schema: z.ZodType): ApiBodyOptions {
  const options = { required: true, standardSchema: schema };
  return options;
}

/** A schema of requests that hold a query. */
type QuerySchema = z.ZodType<{ query: Pick<RecommendationRequest['query'], 'image'> }>;

/**
 * Reads a request that holds a query, as JSON or as multipart with the parts `request` and `image`. The body is checked
 * here and not by the pipe, because it is not always JSON.
 *
 * @returns the checked request, and its picture from wherever it came
 * @throws {ProblemError} 400 for what the schema refuses or a picture that can't be read.
 */
export async function readAskedRequest<S extends QuerySchema>(
  request: FastifyRequest,
  schema: S,
  pictures: PictureInput,
): Promise<{ body: z.output<S>; picture: Uint8Array | undefined }> {
  const multipart = request.isMultipart() ? await readMultipartRequest(request) : undefined;
  const given = multipart ? multipart.request : request.body;
  // A picture sent as a file is a query too: the placeholder satisfies the schema and is not read.
  const parsed = schema.safeParse(multipart?.picture ? withPicturePlaceholder(given) : given);
  if (!parsed.success) throw invalidRequest(parsed.error.issues);
  const body = parsed.data;
  const { image } = body.query;
  const picture =
    multipart?.picture ?? (image === undefined ? undefined : await pictures.read(image, 'query.image'));
  return { body, picture };
}

/** What the recommender is asked for a checked query; steered neurons of the query are of those that a person turns. */
export function slateRequest(
  { query, filter }: Pick<RecommendationRequest, 'query' | 'filter'>,
  picture: Uint8Array | undefined,
  options: Pick<SlateRequest, 'limit' | 'offset' | 'diversity' | 'collapseVariants'> & {
    readonly explain: ExplainLevel;
    readonly language?: string | undefined;
  },
): SlateRequest {
  return {
    text: query.text,
    picture,
    like: query.like ?? [],
    unlike: query.unlike ?? [],
    weights: query.weights,
    steer: (query.steer ?? []).map((given) => ({ ...given, source: 'steer' as const })),
    filter: productFilter(filter),
    ...options,
  };
}

function withPicturePlaceholder(body: unknown): unknown {
  if (body === undefined) return { query: { image: 'part' } };
  if (typeof body !== 'object' || body === null) return body;
  const { query } = body as { query?: unknown };
  if (query !== undefined && (typeof query !== 'object' || query === null)) return body;
  return { ...body, query: { image: 'part', ...query } };
}
