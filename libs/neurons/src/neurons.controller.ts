import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { norm, UnreadablePicture, type Modality, type Embedder } from '#encoder';
import { ProblemError, Reading } from '#platform';
import {
  fireAnswer,
  fireRequest,
  neuronAnswer,
  neuronId,
  neuronRequest,
  neuronsAnswer,
  neuronsRequest,
  type FireAnswer,
  type Fired,
  type FireRequest,
  type NeuronAnswer,
  type NeuronsAnswer,
} from './contract.js';
import type { CorrectedDictionary } from './corrections/corrected-dictionary.js';
import { neuronList } from './neuron-list.js';
import { knownNeuron, neuronPage, shownNeuron } from './neuron-page.js';
import { ServingNeurons } from './serving-neurons.js';

@ApiTags('neurons')
@Controller('v1/neurons')
export class NeuronsController {
  constructor(@Inject(ServingNeurons) private readonly serving: ServingNeurons) {}

  @Get()
  @ApiOperation({
    summary: 'The neurons of the dictionary in use: found by name, facet and whether they have a name',
  })
  @ApiResponse({ status: 200, standardSchema: neuronsAnswer })
  @ApiResponse({ status: 400, description: 'problem+json: which parameter is wrong, and the fix' })
  async list(
    @Query({ schema: neuronsRequest }) request: z.output<typeof neuronsRequest>,
  ): Promise<NeuronsAnswer> {
    const { corrected, figures } = this.serving.now();
    const [dictionary, counted] = await Promise.all([corrected.latest(request.language), figures()]);
    return {
      dictionary: dictionary.id,
      kind: dictionary.kind,
      ...neuronList(dictionary, counted, request),
    };
  }

  @Get(':id')
  @ApiOperation({ summary: 'One neuron, also of a dictionary that served before' })
  @ApiParam({ name: 'id', description: "the neuron's number in the dictionary in use" })
  @ApiResponse({ status: 200, standardSchema: neuronAnswer })
  @ApiResponse({ status: 400, description: 'problem+json: the id is no number of a neuron' })
  @ApiResponse({ status: 404, description: 'problem+json: there is no such neuron' })
  async one(
    @Param('id', { schema: neuronId }) id: number,
    @Query({ schema: neuronRequest }) { language, dictionary: asked }: z.output<typeof neuronRequest>,
  ): Promise<NeuronAnswer> {
    const corrected = asked === undefined ? this.serving.now().corrected : await this.serving.named(asked);
    if (!corrected)
      throw new ProblemError(404, 'not-found', `There is no dictionary "${asked ?? ''}".`, [
        {
          field: 'dictionary',
          message: 'no dictionary has this id',
          fix: 'give one as an answer named it; GET /v1/dictionaries lists them',
        },
      ]);
    const dictionary = await corrected.latest(language);
    return neuronPage(dictionary, knownNeuron(dictionary, id));
  }

  @Post('fire')
  @Reading()
  @HttpCode(200)
  @ApiOperation({ summary: 'Which neurons fire for these words, this picture, or both' })
  @ApiResponse({ status: 200, standardSchema: fireAnswer })
  @ApiResponse({ status: 400, description: 'problem+json: which field is wrong, and the fix' })
  async fire(@Body({ schema: fireRequest }) request: FireRequest): Promise<FireAnswer> {
    const { encoder, corrected } = this.serving.now();
    const [dictionary, text, image] = await Promise.all([
      corrected.latest(request.language),
      request.text === undefined ? undefined : encoder.text(request.text),
      request.image === undefined ? undefined : pictureVector(encoder, request.image),
    ]);
    return {
      dictionary: dictionary.id,
      model: encoder.model,
      ...(text ? { text: fired(dictionary, text, 'text') } : {}),
      ...(image ? { image: fired(dictionary, image, 'image') } : {}),
    };
  }
}

/** All that fires, also what the shop excludes from ranking; merged neurons as one. */
function fired(dictionary: CorrectedDictionary, vector: Float32Array, modality: Modality): Fired {
  const { measured } = dictionary;
  const code = measured.code(vector, modality);
  const shown = dictionary.shownCode(code);
  const whole = norm(vector);
  return {
    neurons: Array.from(shown.neurons, (id, i) => ({
      ...shownNeuron(dictionary, id),
      activation: shown.activations[i] ?? 0,
    })),
    explained: whole === 0 ? 0 : 1 - (norm(measured.remainder(vector, code, modality)) / whole) ** 2,
  };
}

async function pictureVector(encoder: Embedder, base64: string): Promise<Float32Array> {
  try {
    return await encoder.picture(Buffer.from(base64, 'base64'));
  } catch (error) {
    if (error instanceof UnreadablePicture) throw ProblemError.field('image', error.message, error.fix);
    throw error;
  }
}
