import { Controller, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { PictureInput, pictureProblem } from '#catalogue';
import { invalidRequest, safeText } from '#platform';
import {
  recommendationAnswer,
  recommendationRequest,
  similarRequest,
  type RecommendationAnswer,
  type RecommendationRequest,
} from './contract.js';
import { productFilter } from './product-filter.js';
import { ServingRecommender } from './recommenders.js';
import { readMultipartRequest } from './multipart-request.js';

const productIdParam = safeText(200).min(1);
// Documented by hand, because the body is not always JSON and so not checked by the pipe.
const requestDocument = z.toJSONSchema(recommendationRequest, {
  target: 'openapi-3.0',
  io: 'input',
}) as Extract<Parameters<typeof ApiBody>[0], { schema: unknown }>['schema'];

@ApiTags('recommendations')
@Controller('v1')
export class RecommendationController {
  constructor(
    @Inject(ServingRecommender) private readonly recommender: ServingRecommender,
    @Inject(PictureInput) private readonly pictures: PictureInput,
  ) {}

  @Post('recommendations')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Products for words, a picture, liked products, or all of these, with the reasons',
    description:
      'As JSON, or as multipart with the part `request` (the same JSON) and the part `image` (a picture file).',
  })
  @ApiConsumes('application/json', 'multipart/form-data')
  @ApiBody({ schema: requestDocument })
  @ApiResponse({ status: 200, standardSchema: recommendationAnswer })
  @ApiResponse({ status: 400, description: 'problem+json: which field is wrong, and the fix' })
  @ApiResponse({ status: 404, description: 'problem+json: a liked product does not exist' })
  async recommend(@Req() request: FastifyRequest): Promise<RecommendationAnswer> {
    const multipart = request.isMultipart() ? await readMultipartRequest(request) : undefined;
    const body = checked(multipart?.request ?? request.body, multipart?.picture !== undefined);
    const picture =
      multipart?.picture ??
      (body.query.image === undefined
        ? undefined
        : await this.pictures.read(body.query.image, 'query.image'));
    const answer = this.recommender.now().recommend({
      text: body.query.text,
      picture,
      like: body.query.like ?? [],
      unlike: body.query.unlike ?? [],
      weights: body.query.weights,
      filter: productFilter(body.filter),
      limit: body.limit,
      offset: body.offset,
      diversity: body.diversity,
      explain: body.explain,
      collapseVariants: body.variants === 'collapse',
    });
    return answer.catch((error: unknown) => {
      throw pictureProblem(error, 'query.image');
    });
  }

  @Get('products/:id/similar')
  @ApiOperation({ summary: 'Products like this one, with the reasons' })
  @ApiParam({ name: 'id', description: "the product's id" })
  @ApiResponse({ status: 200, standardSchema: recommendationAnswer })
  @ApiResponse({ status: 404, description: 'problem+json: there is no such product' })
  similar(
    @Param('id', { schema: productIdParam }) id: string,
    @Query({ schema: similarRequest }) options: z.output<typeof similarRequest>,
  ): Promise<RecommendationAnswer> {
    return this.recommender.now().recommend({
      text: undefined,
      picture: undefined,
      like: [id],
      unlike: [],
      weights: undefined,
      filter: {},
      limit: options.limit,
      offset: options.offset,
      diversity: 0,
      explain: options.explain,
      collapseVariants: options.variants === 'collapse',
    });
  }
}

/** The body is checked here and not by the pipe, because it comes as JSON or as one part of a multipart request. */
function checked(body: unknown, hasPicture: boolean): RecommendationRequest {
  // A picture sent as a file is a query too: the placeholder satisfies the schema and is not read.
  const whole = hasPicture ? withPicturePlaceholder(body) : body;
  const parsed = recommendationRequest.safeParse(whole);
  if (parsed.success) return parsed.data;
  throw invalidRequest(parsed.error.issues);
}

function withPicturePlaceholder(body: unknown): unknown {
  if (body === undefined) return { query: { image: 'part' } };
  if (typeof body !== 'object' || body === null) return body;
  const { query } = body as { query?: unknown };
  if (query !== undefined && (typeof query !== 'object' || query === null)) return body;
  return { ...body, query: { image: 'part', ...query } };
}
