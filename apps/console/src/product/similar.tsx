import { Link } from 'react-router';
import { answerOf, api } from '../api/client';
import { useAnswer } from '../api/use-answer';
import { FailureNote } from '../app/failure-note';
import { ProductPicture } from '../pictures/product-picture';
import { writeSearch, type SearchState } from '../shop/search-state';
import { formatPrice } from './format-product';

/** Products like this one; each opens in its place. */
export function Similar({ id, search }: { readonly id: string; readonly search: SearchState }) {
  const { answer, failure, retry } = useAnswer(id, (signal) =>
    answerOf(
      api.GET('/v1/products/{id}/similar', {
        params: { path: { id }, query: { limit: 8, explain: 'none' } },
        signal,
      }),
    ),
  );
  if (failure !== undefined) return <FailureNote failure={failure} retry={retry} />;
  if (answer === undefined || answer.results.length === 0) return null;
  return (
    <section className="stack drawer-section">
      <h3>Similar</h3>
      <ul className="similar-row">
        {answer.results.map(({ product }) => (
          <li key={product.id}>
            <Link to={{ search: writeSearch({ ...search, product: product.id }).toString() }}>
              <ProductPicture picture={product.pictures[0]} alt="" size={320} />
              <span>{product.title}</span>
              {product.price !== null && (
                <span className="quiet">{formatPrice(product.price, product.currency)}</span>
              )}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
