import { shownAttributes, type Listing } from '#catalogue';
import type { ProductCard } from './contract.js';

/** A product as a result shows it: pictures by hash. */
export function productCard(product: Listing): ProductCard {
  return {
    id: product.id,
    title: product.title,
    description: product.description,
    price: product.price,
    currency: product.currency,
    availability: product.availability,
    category: [...product.category],
    attributes: shownAttributes(product.attributes),
    variantOf: product.variantOf,
    pictures: product.pictures.map(({ contentHash, width, height }) => ({
      hash: contentHash,
      width,
      height,
    })),
    reviews: { ...product.reviews },
  };
}
