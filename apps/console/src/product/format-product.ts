import type { Availability } from '../api/types';

export const availabilityNames: Readonly<Record<Availability, string>> = {
  in_stock: 'In stock',
  preorder: 'Pre-order',
  out_of_stock: 'Sold out',
};

/** A price as the shopper's own language writes it. */
export function formatPrice(price: number, currency: string | null): string {
  if (currency === null) return new Intl.NumberFormat(undefined, { minimumFractionDigits: 2 }).format(price);
  return new Intl.NumberFormat(undefined, { style: 'currency', currency }).format(price);
}

export function formatRating(rating: number): string {
  return new Intl.NumberFormat(undefined, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(
    rating,
  );
}

export function countOf(count: number, one: string, many: string): string {
  return `${new Intl.NumberFormat().format(count)} ${count === 1 ? one : many}`;
}
