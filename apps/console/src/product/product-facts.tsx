import type { Product, ProductCard } from '../api/types';
import { StarIcon } from '../app/icons';
import { availabilityNames, countOf, formatPrice, formatRating } from './format-product';
import './product-facts.css';

type Facts = Pick<ProductCard, 'price' | 'currency' | 'availability' | 'reviews'>;

/** Price, availability and rating in one line. */
export function ProductFacts({ product }: { readonly product: Facts }) {
  const { count, averageRating } = product.reviews;
  return (
    <p className="product-facts">
      {product.price !== null && (
        <span className="product-price">{formatPrice(product.price, product.currency)}</span>
      )}
      {averageRating !== null && count > 0 && (
        <span className="product-rating">
          <StarIcon />
          <span className="unseen">rated </span>
          {formatRating(averageRating)}
          <span className="quiet" aria-hidden="true">
            ({count})
          </span>
          <span className="unseen"> of 5 in {countOf(count, 'review', 'reviews')}</span>
        </span>
      )}
      <span className={`product-availability product-${product.availability}`}>
        {availabilityNames[product.availability]}
      </span>
    </p>
  );
}

/** The facts of a product whose reviews are given whole. */
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
