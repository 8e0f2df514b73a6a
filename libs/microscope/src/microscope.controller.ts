import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { neuronId } from '#neurons';
import { statisticsAnswer, statisticsRequest, type StatisticsAnswer } from './contract.js';
import { ServingMicroscope } from './microscopes.js';

@ApiTags('neurons')
@Controller('v1/neurons')
export class MicroscopeController {
  constructor(@Inject(ServingMicroscope) private readonly serving: ServingMicroscope) {}

  @Get(':id/statistics')
  @ApiOperation({
    summary: 'What a neuron does in this catalogue: where it fires, how strongly, and what is near it',
    description:
      'Of the stored activations of at most 5,000 products. Kept until the catalogue, the encoder or the dictionary ' +
      'changes.',
  })
  @ApiParam({ name: 'id', description: "the neuron's number in the dictionary in use" })
  @ApiResponse({ status: 200, standardSchema: statisticsAnswer })
  @ApiResponse({ status: 400, description: 'problem+json: which parameter is wrong, and the fix' })
  @ApiResponse({ status: 404, description: 'problem+json: there is no such neuron' })
  statistics(
    @Param('id', { schema: neuronId }) id: number,
    @Query({ schema: statisticsRequest }) { language }: z.output<typeof statisticsRequest>,
  ): Promise<StatisticsAnswer> {
    return this.serving.now().statistics(id, language);
  }
}
