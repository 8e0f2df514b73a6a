import { useState } from 'react';
import type { ProductCard } from '../api/types';
import { PictureIcon } from '../app/icons';
import './product-picture.css';

interface Props {
  readonly picture: ProductCard['pictures'][number] | undefined;
  readonly alt: string;
  readonly size: 320 | 640;
  readonly eager?: boolean;
}

/** A stored picture in a square whose size is known beforehand, so that nothing jumps. */
export function ProductPicture({ picture, alt, size, eager = false }: Props) {
  const [broken, setBroken] = useState<string | null>(null);
  if (picture === undefined || broken === picture.hash)
    return (
      <span className="product-picture product-picture-none" role="img" aria-label={`${alt} (no picture)`}>
        <PictureIcon size={32} />
      </span>
    );
  return (
    <img
      className="product-picture"
      src={`/v1/pictures/${picture.hash}/${size}`}
      alt={alt}
      width={size}
      height={size}
      loading={eager ? 'eager' : 'lazy'}
      decoding="async"
      onError={() => setBroken(picture.hash)}
    />
  );
}
