import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { evidenceAnswer, evidenceRequest, type EvidenceAnswer, type EvidenceRequest } from './contract.js';
import { EvidenceReader } from './evidence.js';

@ApiTags('explanations')
@Controller('v1/explanations')
export class EvidenceController {
  constructor(@Inject(EvidenceReader) private readonly evidence: EvidenceReader) {}

  @Get('evidence')
  @ApiOperation({
    summary:
      'Where a product shows a neuron: the region of its pictures, the words of its texts, a quote of its reviews',
    description:
      'Picture regions are exact where the tower has cells (the grid sums to the projection), otherwise approximate with a check. Words are exact: each effect is the difference of two encodings.',
  })
  @ApiResponse({ status: 200, standardSchema: evidenceAnswer })
  @ApiResponse({ status: 400, description: 'problem+json: which parameter is wrong, and the fix' })
  @ApiResponse({ status: 404, description: 'problem+json: there is no such product or neuron' })
  @ApiResponse({ status: 409, description: 'problem+json: the product is still being encoded' })
  read(@Query({ schema: evidenceRequest }) request: EvidenceRequest): Promise<EvidenceAnswer> {
    return this.evidence.read(request);
  }
}
