import type { NeuronDictionary } from '#neurons';
import type { Product, Products } from '#catalogue';
import { ProblemError } from '#platform';

/** @throws {ProblemError} 404 for a number that no neuron of the dictionary has. */
export function checkNeuron(dictionary: NeuronDictionary, neuron: number): void {
  if (neuron < dictionary.size) return;
  throw new ProblemError(404, 'not-found', `There is no neuron "${neuron}".`, [
    {
      field: 'neuron',
      message: 'no neuron has this number',
      fix: `give a number from 0 to ${dictionary.size - 1}`,
    },
  ]);
}

/** @throws {ProblemError} 404 for a product that does not exist. */
export async function soughtProduct(products: Products, id: string): Promise<Product> {
  const [product] = await products.byIds([id]);
  if (product) return product;
  throw new ProblemError(404, 'not-found', `There is no product "${id}".`, [
    { field: 'productId', message: 'no product has this id', fix: 'take an id from an answer of this API' },
  ]);
}

/** The file of a product's picture. @throws {ProblemError} 409 where it is gone. */
export function pictureFile(contents: Buffer | undefined, contentHash: string): Buffer {
  if (contents) return contents;
  throw new ProblemError(409, 'picture-missing', `The file of picture ${contentHash} is missing.`, [
    { field: 'productId', message: 'has a picture whose file is missing', fix: 'upload the product again' },
  ]);
}
