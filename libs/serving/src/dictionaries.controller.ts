import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import {
  activatedAnswer,
  dictionariesAnswer,
  dictionaryAnswer,
  dictionaryVersionId,
  fitRequest,
  type ActivatedAnswer,
  type DictionariesAnswer,
  type DictionaryAnswer,
} from './dictionaries-contract.js';
import { DictionarySwitch } from './dictionary-switch.js';

const idParameter = { name: 'id', description: 'of a version, as GET /v1/dictionaries lists it' } as const;
const unknown = { status: 404, description: 'problem+json: there is no such dictionary' } as const;

@ApiTags('dictionaries')
@Controller('v1/dictionaries')
export class DictionariesController {
  constructor(@Inject(DictionarySwitch) private readonly dictionaries: DictionarySwitch) {}

  @Get()
  @ApiOperation({ summary: 'The dictionaries of the encoder that serves, the latest first' })
  @ApiResponse({ status: 200, standardSchema: dictionariesAnswer })
  list(): Promise<DictionariesAnswer> {
    return this.dictionaries.list();
  }

  @Get(':id')
  @ApiOperation({ summary: 'One dictionary, with its gates and what it was fitted on' })
  @ApiParam(idParameter)
  @ApiResponse({ status: 200, standardSchema: dictionaryAnswer })
  @ApiResponse(unknown)
  one(@Param('id', { schema: dictionaryVersionId }) id: string): Promise<DictionaryAnswer> {
    return this.dictionaries.one(id);
  }

  @Post()
  @HttpCode(202)
  @ApiOperation({
    summary: 'Fits a dictionary on the catalogue, in the background',
    description: 'It ends as a standby, or refused by the gates that are listed with it.',
  })
  @ApiResponse({ status: 202, standardSchema: dictionaryAnswer })
  @ApiResponse({ status: 400, description: 'problem+json: which field is wrong, and the fix' })
  @ApiResponse({ status: 409, description: 'problem+json: a fit is running' })
  @ApiResponse({ status: 422, description: 'problem+json: too few pairs, and how many are needed' })
  fit(@Body({ schema: fitRequest }) request: z.output<typeof fitRequest>): Promise<DictionaryAnswer> {
    return this.dictionaries.fit(request);
  }

  @Post(':id/activate')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Answers are made with this dictionary from now on',
    description: 'A standby, or a retired one: activating the former one rolls back.',
  })
  @ApiParam(idParameter)
  @ApiResponse({ status: 200, standardSchema: activatedAnswer })
  @ApiResponse(unknown)
  @ApiResponse({ status: 409, description: 'problem+json: it is neither a standby nor retired' })
  activate(@Param('id', { schema: dictionaryVersionId }) id: string): Promise<ActivatedAnswer> {
    return this.dictionaries.activate(id);
  }
}
