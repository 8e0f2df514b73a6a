import { Link } from 'react-router';
import type { Facet } from '../api/types';
import { facetColour } from '../explanation/facets';
import { formatHundredths } from './format-number';
import { markedWords } from './marked-words';
import { productAddress } from './top-products';
import type { MarkedSample } from './types';

interface Props {
  readonly title: string;
  readonly none: string;
  readonly samples: readonly MarkedSample[];
  readonly facet: Facet | null;
}

/** The texts for which it fires most, with the words that carry it. */
export function MarkedTexts({ title, none, samples, facet }: Props) {
  return (
    <section className="stack marked" style={{ '--mark': facetColour(facet) } as React.CSSProperties}>
      <h2>{title}</h2>
      {samples.length === 0 && <p className="quiet">{none}</p>}
      <ul className="marked-list">
        {samples.map(({ product, position, activation, text, words }) => (
          <li key={`${product.id} ${position}`}>
            <blockquote>
              {markedWords(text ?? '', words).map(({ start, text: piece, weight }) =>
                weight === 0 ? (
                  piece
                ) : (
                  <mark
                    key={start}
                    style={{ '--weight': `${Math.round(12 + weight * 28)}%` } as React.CSSProperties}
                  >
                    {piece}
                  </mark>
                ),
              )}
            </blockquote>
            <p className="small quiet">
              <Link to={productAddress(product.id)}>{product.title}</Link>, {formatHundredths(activation)}
            </p>
          </li>
        ))}
      </ul>
      {samples.length > 0 && (
        <p className="small quiet">
          Marked: words without which the text would fire it less, exactly measured by leaving each out.
        </p>
      )}
    </section>
  );
}
