import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { PictureInput, pictureProblem } from '#catalogue';
import { UnreadablePicture } from '#encoder';
import { Reading } from '#platform';
import { ServingAligner } from './aligners.js';
import {
  alignmentAnswer,
  alignmentRequest,
  type AlignmentAnswer,
  type AlignmentRequest,
} from './contract.js';

@ApiTags('alignment')
@Controller('v1')
export class AlignmentController {
  constructor(
    @Inject(ServingAligner) private readonly aligner: ServingAligner,
    @Inject(PictureInput) private readonly pictures: PictureInput,
  ) {}

  @Post('alignment')
  @Reading()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Does each picture say what each text says?',
    description:
      "Told as percentiles among this catalogue's true and shuffled pairs, with the neurons of both sides.",
  })
  @ApiResponse({ status: 200, standardSchema: alignmentAnswer })
  @ApiResponse({ status: 400, description: 'problem+json: which picture or text is wrong, and the fix' })
  @ApiResponse({ status: 409, description: 'problem+json: the catalogue is too small to compare with' })
  async align(@Body({ schema: alignmentRequest }) body: AlignmentRequest): Promise<AlignmentAnswer> {
    const pictures = await Promise.all(
      body.pictures.map((picture, at) => this.pictures.read(picture, `pictures.${at}`)),
    );
    try {
      return await this.aligner.now().align(pictures, body.texts, body.language);
    } catch (error) {
      throw pictureProblem(
        error,
        error instanceof UnreadablePicture ? `pictures.${error.index}` : 'pictures',
      );
    }
  }
}
