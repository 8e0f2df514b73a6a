import type { ProductCard } from '../api/types';
import { StarIcon } from '../app/icons';
import { availabilityNames, countOf, formatPrice, formatRating } from './format-product';
import './product-facts.css';

export type Facts = Pick<ProductCard, 'price' | 'currency' | 'availability' | 'reviews'>;

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
