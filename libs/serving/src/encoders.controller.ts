import { Body, Controller, Delete, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import {
  standbyRequest,
  encodersAnswer,
  reportAnswer,
  reportRequest,
  switchRequest,
  type EncodersAnswer,
  type ReportAnswer,
  type ReportRequest,
} from './contract.js';
import { SlateReport } from './slate-report.js';
import { Switching } from './switching.js';

const noStandby = { status: 404, description: 'problem+json: there is no standby' } as const;
const notReady = {
  status: 409,
  description: 'problem+json: the standby does not know every product yet, with the counts',
} as const;

@ApiTags('encoders')
@Controller('v1/encoders')
export class EncodersController {
  constructor(
    @Inject(Switching) private readonly switching: Switching,
    @Inject(SlateReport) private readonly report: SlateReport,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The encoder that serves, and the standby with its counts' })
  @ApiResponse({ status: 200, standardSchema: encodersAnswer })
  state(): Promise<EncodersAnswer> {
    return this.switching.state();
  }

  @Post('standby')
  @HttpCode(202)
  @ApiOperation({ summary: 'Has all products encoded with another model, in the background' })
  @ApiResponse({ status: 202, standardSchema: encodersAnswer })
  @ApiResponse({ status: 400, description: 'problem+json: why the model can not be run, and the fix' })
  @ApiResponse({ status: 409, description: 'problem+json: there is another standby' })
  propose(
    @Body({ schema: standbyRequest }) { model }: z.output<typeof standbyRequest>,
  ): Promise<EncodersAnswer> {
    return this.switching.propose(model);
  }

  @Delete('standby')
  @HttpCode(204)
  @ApiOperation({ summary: 'Gives the standby up, with everything that was computed for it' })
  @ApiResponse({ status: 204, description: 'it is no longer used; its vectors go in the background' })
  @ApiResponse(noStandby)
  drop(): Promise<void> {
    return this.switching.drop();
  }

  @Post('standby/report')
  @HttpCode(200)
  @ApiOperation({
    summary: 'What the standby would answer, beside what is answered now',
    description: 'Over queries of your own and queries drawn from the catalogue. A query costs two searches.',
  })
  @ApiResponse({ status: 200, standardSchema: reportAnswer })
  @ApiResponse({ status: 400, description: 'problem+json: which field is wrong, and the fix' })
  @ApiResponse(noStandby)
  @ApiResponse(notReady)
  compare(@Body({ schema: reportRequest }) request: ReportRequest): Promise<ReportAnswer> {
    return this.report.compare(request);
  }

  @Post('switch')
  @HttpCode(200)
  @ApiOperation({ summary: 'The standby serves; the encoder that served becomes the standby' })
  @ApiResponse({ status: 200, standardSchema: encodersAnswer })
  @ApiResponse({ status: 400, description: 'problem+json: it is not the standby' })
  @ApiResponse(notReady)
  switchTo(@Body({ schema: switchRequest }) { to }: z.output<typeof switchRequest>): Promise<EncodersAnswer> {
    return this.switching.switchTo(to);
  }

  @Post('rollback')
  @HttpCode(200)
  @ApiOperation({ summary: 'The encoder that served before serves again' })
  @ApiResponse({ status: 200, standardSchema: encodersAnswer })
  @ApiResponse({ status: 409, description: 'problem+json: none has served before and is still kept' })
  rollBack(): Promise<EncodersAnswer> {
    return this.switching.rollBack();
  }
}
