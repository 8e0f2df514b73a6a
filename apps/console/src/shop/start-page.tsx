import { Link } from 'react-router';
import { answerOf, api } from '../api/client';
import type { ShopFacets } from '../api/types';
import { useAnswer, type Asked } from '../api/use-answer';
import { FailureNote } from '../app/failure-note';
import { ProductPicture } from '../pictures/product-picture';
import { countOf } from '../product/format-product';
import { allCategories, type Category } from './categories';
import { emptySearch, writeSearch } from './search-state';
import './start-page.css';

const mostCategories = 12;

/** What the shop shows before anything is asked: a picture of each larger category, as a way in. */
export function StartPage({ facets }: { readonly facets: Asked<ShopFacets> }) {
  if (facets.failure !== undefined) return <FailureNote failure={facets.failure} retry={facets.retry} />;
  if (facets.answer === undefined) return <p className="quiet">Opening the shop …</p>;
  const { products, categories } = facets.answer;
  if (products === 0)
    return (
      <div className="note">
        <p>This shop has no products yet.</p>
        <Link className="button" to="/uploads">
          Add products
        </Link>
      </div>
    );
  const largest = allCategories(categories)
    .filter(({ path }) => path.length === 1)
    .toSorted((a, b) => b.count - a.count)
    .slice(0, mostCategories);
  return (
    <section className="stack" aria-labelledby="browse">
      <h2 id="browse">{countOf(products, 'product', 'products')} to look through</h2>
      <ul className="start-grid">
        {largest.map(({ path, count }) => (
          <CategoryTile key={path.join()} path={path} count={count} />
        ))}
      </ul>
    </section>
  );
}

function CategoryTile({ path, count }: Category) {
  const category = path.join(' ');
  const { answer } = useAnswer(category, (signal) =>
    answerOf(
      api.POST('/v1/recommendations', {
        body: { query: { text: category }, filter: { category: [...path] }, limit: 1, explain: 'none' },
        signal,
      }),
    ),
  );
  const to = { search: writeSearch({ ...emptySearch, text: category, category: path }).toString() };
  return (
    <li>
      <Link className="start-tile" to={to}>
        {answer === undefined ? (
          <span className="product-picture" />
        ) : (
          <ProductPicture picture={answer.results[0]?.product.pictures[0]} alt="" size={320} />
        )}
        <span className="start-name">{category}</span>
        <span className="small quiet">{countOf(count, 'product', 'products')}</span>
      </Link>
    </li>
  );
}
