import { Link } from 'react-router';
import type { Facet } from '../api/types';
import { facetColour } from '../explanation/facets';
import { ProductPicture } from '../pictures/product-picture';
import { emptySearch, writeSearch } from '../shop/search-state';
import { formatHundredths } from './format-number';
import type { Statistics } from './types';

type Product = Statistics['top']['products'][number];

/** Where a product opens in the shop, among others like it. */
export function productAddress(id: string): { pathname: string; search: string } {
  return { pathname: '/', search: writeSearch({ ...emptySearch, like: [id], product: id }).toString() };
}

/** The products for which it fires most, in their pictures and in their words. */
export function TopProducts({
  products,
  facet,
}: {
  readonly products: readonly Product[];
  readonly facet: Facet | null;
}) {
  const most = Math.max(...products.flatMap(({ image, text }) => [image, text]));
  return (
    <section className="stack" aria-labelledby="top-products">
      <h2 id="top-products">Where it fires most</h2>
      <ul className="neuron-products">
        {products.map(({ id, title, picture, image, text }) => (
          <li key={id}>
            <Link to={productAddress(id)}>
              <ProductPicture picture={picture ?? undefined} alt="" size={320} />
              <span className="neuron-product-title">{title}</span>
            </Link>
            <dl className="neuron-product-bars small">
              {[['Picture', image] as const, ['Words', text] as const].map(([name, activation]) => (
                <div key={name}>
                  <dt className="quiet">{name}</dt>
                  <dd>
                    <span className="fired-bar" aria-hidden="true">
                      <span
                        style={{ width: `${(activation / most) * 100}%`, background: facetColour(facet) }}
                      />
                    </span>
                    <span className="number">{activation === 0 ? '–' : formatHundredths(activation)}</span>
                  </dd>
                </div>
              ))}
            </dl>
          </li>
        ))}
      </ul>
    </section>
  );
}
