import { Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { PictureInput, pictureProblem } from '#catalogue';
import { Reading } from '#platform';
import { askedBody, readAskedRequest } from '../asked-request.js';
import { ServingRecommender } from '../recommenders.js';
import { whyNotAnswer, whyNotRequest, type WhyNotAnswer } from './contract.js';
import { WhyNot } from './why-not.js';

@ApiTags('explanations')
@Controller('v1/explanations')
export class WhyNotController {
  constructor(
    @Inject(ServingRecommender) private readonly recommender: ServingRecommender,
    @Inject(PictureInput) private readonly pictures: PictureInput,
  ) {}

  @Post('why-not')
  @Reading()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Why a product is not among the first results, and what change would bring it there',
    description:
      'Every suggested change was tried before it is told: the request was run again with it. ' +
      'As JSON, or as multipart with the part `request` (the same JSON) and the part `image` (a picture file).',
  })
  @ApiConsumes('application/json', 'multipart/form-data')
  @ApiBody(askedBody(whyNotRequest))
  @ApiResponse({ status: 200, standardSchema: whyNotAnswer })
  @ApiResponse({ status: 400, description: 'problem+json: which field is wrong, and the fix' })
  @ApiResponse({ status: 404, description: 'problem+json: there is no such product' })
  @ApiResponse({ status: 409, description: 'problem+json: the product is not indexed yet' })
  async whyNot(@Req() request: FastifyRequest): Promise<WhyNotAnswer> {
    const { body, picture } = await readAskedRequest(request, whyNotRequest, this.pictures);
    return WhyNot.explain(this.recommender.now(), body, picture).catch((error: unknown) => {
      throw pictureProblem(error, 'query.image');
    });
  }
}
