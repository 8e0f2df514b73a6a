import { useState } from 'react';
import { Button } from 'react-aria-components';
import type { Product } from '../api/types';
import { StarIcon } from '../app/icons';
import { countOf } from './format-product';

const shownAtFirst = 4;
const dates = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

/** What buyers wrote. */
export function Reviews({ reviews }: { readonly reviews: Product['reviews'] }) {
  const [all, setAll] = useState(false);
  if (reviews.length === 0) return <p className="quiet">No reviews yet.</p>;
  return (
    <section className="stack drawer-section">
      <h3>{countOf(reviews.length, 'review', 'reviews')}</h3>
      <ul className="reviews-list">
        {(all ? reviews : reviews.slice(0, shownAtFirst)).map((review, index) => (
          <li key={index}>
            <p className="row small">
              {review.rating !== undefined && (
                <span className="product-rating">
                  <StarIcon /> {review.rating}
                  <span className="unseen"> of 5</span>
                </span>
              )}
              {review.title !== undefined && <strong>{review.title}</strong>}
              {review.date !== undefined && (
                <span className="quiet">{dates.format(new Date(review.date))}</span>
              )}
            </p>
            <p>{review.text}</p>
          </li>
        ))}
      </ul>
      {!all && reviews.length > shownAtFirst && (
        <p>
          <Button className="button" onPress={() => setAll(true)}>
            All {reviews.length} reviews
          </Button>
        </p>
      )}
    </section>
  );
}
