import { Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { PictureInput, pictureProblem } from '#catalogue';
import { Reading } from '#platform';
import { askedBody, readAskedRequest } from '../asked-request.js';
import { ServingRecommender } from '../recommenders.js';
import { dialogueAnswer, dialogueRequest, type DialogueAnswer } from './contract.js';
import { Dialogue } from './dialogue.js';

@ApiTags('recommendations')
@Controller('v1/dialogue')
export class DialogueController {
  constructor(
    @Inject(ServingRecommender) private readonly recommender: ServingRecommender,
    @Inject(PictureInput) private readonly pictures: PictureInput,
  ) {}

  @Post()
  @Reading()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Proposes products, and asks the question that would tell most about which one is wanted',
    description:
      'The client keeps the state: send the same query again with the `state` of the last answer and the id of an `answer` ' +
      'to its question. As JSON, or as multipart with the part `request` (the same JSON) and the part `image`.',
  })
  @ApiConsumes('application/json', 'multipart/form-data')
  @ApiBody(askedBody(dialogueRequest))
  @ApiResponse({ status: 200, standardSchema: dialogueAnswer })
  @ApiResponse({ status: 400, description: 'problem+json: which field is wrong, and the fix' })
  @ApiResponse({ status: 404, description: 'problem+json: a liked product does not exist' })
  @ApiResponse({ status: 409, description: 'problem+json: the state belongs to another dictionary' })
  async turn(@Req() request: FastifyRequest): Promise<DialogueAnswer> {
    const { body, picture } = await readAskedRequest(request, dialogueRequest, this.pictures);
    return new Dialogue(this.recommender.now()).turn(body, picture).catch((error: unknown) => {
      throw pictureProblem(error, 'query.image');
    });
  }
}
