import { Body, Controller, Get, HttpCode, Inject, Param, Post, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { correctionAnswer, neuronId, type CorrectionAnswer } from '../contract.js';
import {
  changeId,
  excludedRequest,
  hiddenRequest,
  historyAnswer,
  historyRequest,
  mergedRequest,
  nameRequest,
  sensitiveRequest,
  undoRequest,
  type HistoryAnswer,
  type NameRequest,
} from './contract.js';
import { Corrector } from './corrector.js';
import { ownLanguage } from './language.js';

const id = { name: 'id', description: "the neuron's number in the dictionary in use" } as const;
const corrected = { status: 200, standardSchema: correctionAnswer } as const;
const refused = { status: 400, description: 'problem+json: which field is wrong, and the fix' } as const;
const unknown = { status: 404, description: 'problem+json: there is no such neuron' } as const;

@ApiTags('corrections of neurons')
@Controller('v1/neurons')
export class CorrectionsController {
  constructor(@Inject(Corrector) private readonly corrector: Corrector) {}

  @Put(':id/name')
  @ApiOperation({
    summary: 'Names a neuron, in one language; or says that it has no name',
    description: 'A name by a person has confidence 1. Answers show it from the next request on.',
  })
  @ApiParam(id)
  @ApiResponse(corrected)
  @ApiResponse(refused)
  @ApiResponse(unknown)
  name(
    @Param('id', { schema: neuronId }) neuron: number,
    @Body({ schema: nameRequest }) { author, reason, name, facet, language }: NameRequest,
  ): Promise<CorrectionAnswer> {
    return this.corrector.set(
      neuron,
      {
        kind: 'name',
        name,
        ...(facet === undefined ? {} : { facet }),
        ...(language === undefined || language === ownLanguage ? {} : { language }),
      },
      author,
      reason,
    );
  }

  @Put(':id/hidden')
  @ApiOperation({ summary: 'Hides a neuron from names, reasons and sentences, or shows it again' })
  @ApiParam(id)
  @ApiResponse(corrected)
  @ApiResponse(refused)
  @ApiResponse(unknown)
  hidden(
    @Param('id', { schema: neuronId }) neuron: number,
    @Body({ schema: hiddenRequest }) { author, reason, hidden }: z.output<typeof hiddenRequest>,
  ): Promise<CorrectionAnswer> {
    return this.corrector.set(neuron, { kind: 'hidden', hidden }, author, reason);
  }

  @Put(':id/merged')
  @ApiOperation({
    summary: "Shows a neuron under another one's name, or by itself again",
    description: 'Their contributions are added up in answers; nothing is lost.',
  })
  @ApiParam(id)
  @ApiResponse(corrected)
  @ApiResponse(refused)
  @ApiResponse(unknown)
  @ApiResponse({ status: 409, description: 'problem+json: the other one is shown under this one already' })
  merged(
    @Param('id', { schema: neuronId }) neuron: number,
    @Body({ schema: mergedRequest }) { author, reason, into }: z.output<typeof mergedRequest>,
  ): Promise<CorrectionAnswer> {
    return this.corrector.set(neuron, { kind: 'merged', into }, author, reason);
  }

  @Put(':id/sensitive')
  @ApiOperation({
    summary: 'Says that a neuron touches people, or that it does not',
    description:
      'Marking takes effect at once. Releasing takes two: the first author proposes, another one confirms with the ' +
      'same call; until then it stays sensitive.',
  })
  @ApiParam(id)
  @ApiResponse(corrected)
  @ApiResponse(refused)
  @ApiResponse(unknown)
  @ApiResponse({ status: 409, description: 'problem+json: a neuron that is merged into it is sensitive' })
  sensitive(
    @Param('id', { schema: neuronId }) neuron: number,
    @Body({ schema: sensitiveRequest }) { author, reason, sensitive }: z.output<typeof sensitiveRequest>,
  ): Promise<CorrectionAnswer> {
    return this.corrector.set(neuron, { kind: 'sensitive', sensitive }, author, reason);
  }

  @Put(':id/excluded')
  @ApiOperation({
    summary: 'Keeps a neuron out of reasons, or out of ranking altogether',
    description:
      '"reasons": it is never a reason. "ranking": its direction is taken out of every query, so that it has no part ' +
      'in any score.',
  })
  @ApiParam(id)
  @ApiResponse(corrected)
  @ApiResponse(refused)
  @ApiResponse(unknown)
  excluded(
    @Param('id', { schema: neuronId }) neuron: number,
    @Body({ schema: excludedRequest }) { author, reason, from }: z.output<typeof excludedRequest>,
  ): Promise<CorrectionAnswer> {
    return this.corrector.set(neuron, { kind: 'excluded', from }, author, reason);
  }

  @Get(':id/history')
  @ApiOperation({ summary: 'Who changed what of a neuron, and when; the latest first' })
  @ApiParam(id)
  @ApiResponse({ status: 200, standardSchema: historyAnswer })
  @ApiResponse(refused)
  @ApiResponse(unknown)
  history(
    @Param('id', { schema: neuronId }) neuron: number,
    @Query({ schema: historyRequest }) page: z.output<typeof historyRequest>,
  ): Promise<HistoryAnswer> {
    return this.corrector.history(neuron, page);
  }

  @Post('changes/:changeId/undo')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Takes one change back, as if it had not been made; later changes stay',
    description: 'An undo is a change too and has an author; it can not be undone itself.',
  })
  @ApiParam({ name: 'changeId', description: 'the number of the change, as its history gives it' })
  @ApiResponse(corrected)
  @ApiResponse(refused)
  @ApiResponse({ status: 404, description: 'problem+json: there is no such change of the dictionary in use' })
  @ApiResponse({
    status: 409,
    description: 'problem+json: it was undone already, is an undo, or to undo it takes two people',
  })
  undo(
    @Param('changeId', { schema: changeId }) change: number,
    @Body({ schema: undoRequest }) { author, reason }: z.output<typeof undoRequest>,
  ): Promise<CorrectionAnswer> {
    return this.corrector.undo(change, author, reason);
  }
}
