import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { norm, UnreadablePicture, type Modality, type ServedEncoder } from '#encoder';
import { ProblemError } from '#platform';
import {
  fireAnswer,
  fireRequest,
  neuronAnswer,
  neuronId,
  neuronsAnswer,
  neuronsRequest,
  type FireAnswer,
  type Fired,
  type FireRequest,
  type NeuronAnswer,
  type NeuronsAnswer,
} from './contract.js';
import type { Neuron, NeuronDictionary } from './dictionary.js';
import { ServingNeurons } from './serving-neurons.js';

@ApiTags('neurons')
@Controller('v1/neurons')
export class NeuronsController {
  constructor(@Inject(ServingNeurons) private readonly serving: ServingNeurons) {}

  @Get()
  @ApiOperation({ summary: 'The neurons of the dictionary in use, by name and facet' })
  @ApiResponse({ status: 200, standardSchema: neuronsAnswer })
  @ApiResponse({ status: 400, description: 'problem+json: which parameter is wrong, and the fix' })
  list(@Query({ schema: neuronsRequest }) request: z.output<typeof neuronsRequest>): NeuronsAnswer {
    const words = request.search?.toLowerCase();
    const { dictionary } = this.serving.now();
    const fitting = Array.from({ length: dictionary.size }, (_, id) => dictionary.neuron(id)).filter(
      ({ name, facet }) =>
        (words === undefined || name?.toLowerCase().includes(words)) &&
        (request.facet === undefined || facet === request.facet),
    );
    return {
      dictionary: dictionary.id,
      kind: dictionary.kind,
      total: fitting.length,
      neurons: fitting.slice(request.offset, request.offset + request.limit).map(shown),
    };
  }

  @Get(':id')
  @ApiOperation({ summary: 'One neuron' })
  @ApiParam({ name: 'id', description: "the neuron's number in the dictionary in use" })
  @ApiResponse({ status: 200, standardSchema: neuronAnswer })
  @ApiResponse({ status: 400, description: 'problem+json: the id is no number of a neuron' })
  @ApiResponse({ status: 404, description: 'problem+json: there is no such neuron' })
  one(@Param('id', { schema: neuronId }) id: number): NeuronAnswer {
    const { dictionary } = this.serving.now();
    if (id >= dictionary.size)
      throw ProblemError.notFound('neuron', String(id), `give a number from 0 to ${dictionary.size - 1}`);
    return { ...shown(dictionary.neuron(id)), dictionary: dictionary.id };
  }

  @Post('fire')
  @HttpCode(200)
  @ApiOperation({ summary: 'Which neurons fire for these words, this picture, or both' })
  @ApiResponse({ status: 200, standardSchema: fireAnswer })
  @ApiResponse({ status: 400, description: 'problem+json: which field is wrong, and the fix' })
  async fire(@Body({ schema: fireRequest }) request: FireRequest): Promise<FireAnswer> {
    const { encoder, dictionary } = this.serving.now();
    const [text, image] = await Promise.all([
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

function fired(dictionary: NeuronDictionary, vector: Float32Array, modality: Modality): Fired {
  const code = dictionary.code(vector, modality);
  const whole = norm(vector);
  return {
    neurons: Array.from(code.neurons, (id, i) => ({
      ...shown(dictionary.neuron(id)),
      activation: code.activations[i] ?? 0,
    })),
    explained: whole === 0 ? 0 : 1 - (norm(dictionary.remainder(vector, code, modality)) / whole) ** 2,
  };
}

async function pictureVector(encoder: ServedEncoder, base64: string): Promise<Float32Array> {
  try {
    return await encoder.picture(Buffer.from(base64, 'base64'));
  } catch (error) {
    if (error instanceof UnreadablePicture) throw ProblemError.field('image', error.message, error.fix);
    throw error;
  }
}

function shown({ id, name, facet, confidence, sensitive }: Neuron): Omit<NeuronAnswer, 'dictionary'> {
  return { id, name, facet, confidence, sensitive };
}
