import type { Atom, Listing, Products } from '#catalogue';
import type { Sample } from './contract.js';
import type { Firing, Survey } from './survey.js';

/** Shows places where a neuron fires, with their pictures and words. One that was deleted since is left out. */
export class ShownSamples {
  private constructor(
    private readonly survey: Survey,
    private readonly atoms: ReadonlyMap<string, Atom>,
  ) {}

  /** Reads what is needed to show these places, in one question to the database. */
  static async of(survey: Survey, products: Products, firings: readonly Firing[]): Promise<ShownSamples> {
    const ids = new Set(
      firings.flatMap(({ atom }) => survey.products[survey.atoms[atom]?.product ?? -1]?.id ?? []),
    );
    const atoms = await products.atoms([...ids]);
    return new ShownSamples(survey, new Map(atoms.map((atom) => [keyOf(atom), atom])));
  }

  one({ atom, activation }: Firing): Sample[] {
    const { product: place, channel, position } = this.survey.atoms[atom] ?? {};
    const product = this.survey.products[place ?? -1];
    if (!product || channel === undefined || position === undefined) return [];
    const found = this.atoms.get(keyOf({ productId: product.id, channel, position }));
    if (!found) return [];
    return [
      {
        product: shownProduct(product, channel === 'image' ? found.contentHash : undefined),
        channel,
        position,
        activation,
        text: found.text,
      },
    ];
  }
}

/** A product by its title and one picture: the one with this content, or the first. */
export function shownProduct({ id, title, pictures }: Listing, contentHash?: string): Sample['product'] {
  const picture = pictures.find((one) => one.contentHash === contentHash) ?? pictures[0];
  return {
    id,
    title,
    picture: picture ? { hash: picture.contentHash, width: picture.width, height: picture.height } : null,
  };
}

function keyOf({ productId, channel, position }: Pick<Atom, 'productId' | 'channel' | 'position'>): string {
  return `${channel} ${position} ${productId}`;
}
