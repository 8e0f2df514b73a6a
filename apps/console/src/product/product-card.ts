import type { Product, ProductCard } from '../api/types';
import type { Facts } from './product-facts';

/** The facts of a product, whether its reviews are summed up or given whole. */
export function cardFacts(product: ProductCard | Product): Facts {
  if (!Array.isArray(product.reviews)) return { ...product, reviews: product.reviews };
  const ratings = product.reviews.flatMap(({ rating }) => (rating === undefined ? [] : [rating]));
  const sum = ratings.reduce((total, rating) => total + rating, 0);
  return {
    ...product,
    reviews: {
      count: product.reviews.length,
      averageRating: ratings.length === 0 ? null : sum / ratings.length,
    },
  };
}
