import { Controller, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { PictureInput, pictureProblem } from '#catalogue';
import { Reading, safeText } from '#platform';
import { askedBody, readAskedRequest, slateRequest } from './asked-request.js';
import {
  recommendationAnswer,
  recommendationRequest,
  similarRequest,
  type RecommendationAnswer,
} from './contract.js';
import { ServingRecommender } from './recommenders.js';

const productIdParam = safeText(200).min(1);

@ApiTags('recommendations')
@Controller('v1')
export class RecommendationController {
  constructor(
    @Inject(ServingRecommender) private readonly recommender: ServingRecommender,
    @Inject(PictureInput) private readonly pictures: PictureInput,
  ) {}

  @Post('recommendations')
  @Reading()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Products for words, a picture, liked products, or all of these, with the reasons',
    description:
      'As JSON, or as multipart with the part `request` (the same JSON) and the part `image` (a picture file).',
  })
  @ApiConsumes('application/json', 'multipart/form-data')
  @ApiBody(askedBody(recommendationRequest))
  @ApiResponse({ status: 200, standardSchema: recommendationAnswer })
  @ApiResponse({ status: 400, description: 'problem+json: which field is wrong, and the fix' })
  @ApiResponse({ status: 404, description: 'problem+json: a liked product does not exist' })
  async recommend(@Req() request: FastifyRequest): Promise<RecommendationAnswer> {
    const { body, picture } = await readAskedRequest(request, recommendationRequest, this.pictures);
    const answer = this.recommender.now().recommend(
      slateRequest(body, picture, {
        limit: body.limit,
        offset: body.offset,
        diversity: body.diversity,
        explain: body.explain,
        language: body.language,
        collapseVariants: body.variants === 'collapse',
      }),
    );
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
      steer: [],
      filter: {},
      limit: options.limit,
      offset: options.offset,
      diversity: 0,
      explain: options.explain,
      language: options.language,
      collapseVariants: options.variants === 'collapse',
    });
  }
}
