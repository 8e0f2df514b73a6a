import type { Modality } from './encoder.js';

/** The three places where a product says something of itself. */
export const channels = ['image', 'description', 'reviews'] as const;
export type Channel = (typeof channels)[number];

/** What a channel's contents are encoded as. */
export function modalityOf(channel: Channel): Modality {
  return channel === 'image' ? 'image' : 'text';
}
