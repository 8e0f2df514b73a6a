import { useState } from 'react';
import type { ProductCard } from '../api/types';
import { PictureIcon } from '../app/icons';
import { usePictureAddress } from './use-picture-address';
import './product-picture.css';

interface Props {
  readonly picture: ProductCard['pictures'][number] | undefined;
  readonly alt: string;
  readonly size: 320 | 640;
  readonly eager?: boolean;
}

/** A stored picture in a square whose size is known beforehand, so that nothing jumps. */
export function ProductPicture({ picture, alt, size, eager = false }: Props) {
  if (picture === undefined) return <NoPicture title={alt} />;
  return <StoredPicture key={picture.hash} hash={picture.hash} alt={alt} size={size} eager={eager} />;
}

function StoredPicture({
  hash,
  alt,
  size,
  eager,
}: { readonly hash: string } & Required<Omit<Props, 'picture'>>) {
  const [isBroken, setBroken] = useState(false);
  const address = usePictureAddress(`/v1/pictures/${hash}/${size}`);
  if (isBroken) return <NoPicture title={alt} />;
  if (address === undefined) return <span className="product-picture" />;
  return (
    <img
      className="product-picture"
      src={address}
      alt={alt}
      width={size}
      height={size}
      loading={eager ? 'eager' : 'lazy'}
      decoding="async"
      onError={() => setBroken(true)}
    />
  );
}

function NoPicture({ title }: { readonly title: string }) {
  return (
    <span className="product-picture product-picture-none">
      <PictureIcon size={32} />
      {title !== '' && <span className="unseen">{title}: no picture</span>}
    </span>
  );
}
