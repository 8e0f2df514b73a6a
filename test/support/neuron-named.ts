import type { NeuronsAnswer } from '../../libs/neurons/src/contract.js';
import { call } from './ask.js';

/** The number of the neuron with this name. @throws where none has it */
export async function neuronNamed(url: string, name: string): Promise<number> {
  const { body } = await call<NeuronsAnswer>(url, `/v1/neurons?limit=200&search=${encodeURIComponent(name)}`);
  const found = body.neurons.find((neuron) => neuron.name === name);
  if (!found) throw new Error(`no neuron is named ${name}`);
  return found.id;
}
