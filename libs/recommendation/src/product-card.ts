import type { Product } from '#catalogue';
import type { ProductCard } from './contract.js';

/** A product as a result shows it: reviews counted, pictures by hash. */
export function productCard(product: Product): ProductCard {
  const ratings = product.reviews.flatMap((review) => review.rating ?? []);
  return {
    id: product.id,
    title: product.title,
    description: product.description,
    price: product.price,
    currency: product.currency,
    availability: product.availability,
    category: [...product.category],
    attributes: Object.fromEntries(
      Object.entries(product.attributes).map(([name, value]) => [
        name,
        typeof value === 'string' ? value : [...value],
      ]),
    ),
    variantOf: product.variantOf,
    pictures: product.pictures.map(({ contentHash, width, height }) => ({
      hash: contentHash,
      width,
      height,
    })),
    reviews: {
      count: product.reviews.length,
      averageRating:
        ratings.length === 0 ? null : ratings.reduce((sum, rating) => sum + rating, 0) / ratings.length,
    },
  };
}
