import { useState } from 'react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import type { ProductCard } from '../api/types';
import { ProductPicture } from '../pictures/product-picture';

/** A product's pictures: one large, the others to choose from. */
export function Gallery({
  pictures,
  title,
}: {
  readonly pictures: ProductCard['pictures'];
  readonly title: string;
}) {
  const [chosen, setChosen] = useState(0);
  return (
    <div className="gallery">
      <div className="gallery-main">
        <ProductPicture picture={pictures[chosen]} alt={`${title}, picture ${chosen + 1}`} size={640} eager />
      </div>
      {pictures.length > 1 && (
        <ToggleButtonGroup
          className="gallery-thumbs"
          aria-label="Pictures"
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[chosen]}
          onSelectionChange={(keys) => setChosen(Number([...keys][0] ?? 0))}
        >
          {pictures.map((picture, index) => (
            <ToggleButton
              key={picture.hash}
              id={index}
              className="gallery-thumb"
              aria-label={`Picture ${index + 1}`}
            >
              <ProductPicture picture={picture} alt="" size={320} />
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
      )}
    </div>
  );
}
