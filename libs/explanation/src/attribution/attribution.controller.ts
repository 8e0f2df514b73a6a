import { Body, Controller, Get, HttpCode, Inject, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { PictureInput, pictureProblem } from '#catalogue';
import { Reading } from '#platform';
import {
  attributionAnswer,
  attributionRequest,
  pictureAttributionAnswer,
  pictureAttributionRequest,
  type AttributionAnswer,
  type AttributionRequest,
  type PictureAttributionAnswer,
  type PictureAttributionRequest,
} from './contract.js';
import { AttributionReader } from './attribution.js';
import {
  pictureUnitsAnswer,
  pictureUnitsRequest,
  unitsAnswer,
  unitsRequest,
  type PictureUnitsAnswer,
  type PictureUnitsRequest,
  type UnitsAnswer,
  type UnitsRequest,
} from './units-contract.js';
import { UnitsReader } from './units.js';

@ApiTags('explanations')
@Controller('v1/explanations')
export class AttributionController {
  constructor(
    @Inject(AttributionReader) private readonly evidence: AttributionReader,
    @Inject(UnitsReader) private readonly rawUnits: UnitsReader,
    @Inject(PictureInput) private readonly pictures: PictureInput,
  ) {}

  @Get('evidence')
  @ApiOperation({
    summary:
      'Where a product shows a neuron: the region of its pictures, the words of its texts, a quote of its reviews',
    description:
      'Picture regions are exact where the tower has cells (the grid sums to the projection), otherwise approximate with a check. Words are exact: each effect is the difference of two encodings.',
  })
  @ApiResponse({ status: 200, standardSchema: attributionAnswer })
  @ApiResponse({ status: 400, description: 'problem+json: which parameter is wrong, and the fix' })
  @ApiResponse({ status: 404, description: 'problem+json: there is no such product or neuron' })
  @ApiResponse({ status: 409, description: 'problem+json: the product is still being encoded' })
  read(@Query({ schema: attributionRequest }) request: AttributionRequest): Promise<AttributionAnswer> {
    return this.evidence.read(request);
  }

  @Post('evidence')
  @Reading()
  @HttpCode(200)
  @ApiOperation({
    summary: "Where a query's picture shows a neuron",
    description: 'The picture is not kept. The region is exact where the tower has cells, as for products.',
  })
  @ApiResponse({ status: 200, standardSchema: pictureAttributionAnswer })
  @ApiResponse({ status: 400, description: 'problem+json: which field is wrong, and the fix' })
  @ApiResponse({ status: 404, description: 'problem+json: there is no such neuron' })
  async pictureEvidence(
    @Body({ schema: pictureAttributionRequest }) request: PictureAttributionRequest,
  ): Promise<PictureAttributionAnswer> {
    const picture = await this.pictures.read(request.image, 'image');
    return this.evidence.ofPicture(picture, request).catch((error: unknown) => {
      throw pictureProblem(error, 'image');
    });
  }

  @Get('units')
  @ApiOperation({
    summary:
      "For experts: what the image tower's last units add to a neuron or a query, in a product's pictures",
    description:
      "Found by structure in the model's graph; where it is not recognised, the answer says why. `units`, `others` and `rest` sum to `projection`.",
  })
  @ApiResponse({ status: 200, standardSchema: unitsAnswer })
  @ApiResponse({ status: 400, description: 'problem+json: which parameter is wrong, and the fix' })
  @ApiResponse({ status: 404, description: 'problem+json: there is no such product or neuron' })
  units(@Query({ schema: unitsRequest }) request: UnitsRequest): Promise<UnitsAnswer> {
    return this.rawUnits.ofProduct(request);
  }

  @Post('units')
  @Reading()
  @HttpCode(200)
  @ApiOperation({ summary: 'The same for a picture that is sent' })
  @ApiResponse({ status: 200, standardSchema: pictureUnitsAnswer })
  @ApiResponse({ status: 400, description: 'problem+json: which field is wrong, and the fix' })
  @ApiResponse({ status: 404, description: 'problem+json: there is no such neuron' })
  async pictureUnits(
    @Body({ schema: pictureUnitsRequest }) request: PictureUnitsRequest,
  ): Promise<PictureUnitsAnswer> {
    const picture = await this.pictures.read(request.image, 'image');
    return this.rawUnits.ofPicture(picture, request).catch((error: unknown) => {
      throw pictureProblem(error, 'image');
    });
  }
}
