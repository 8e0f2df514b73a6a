import { Button } from 'react-aria-components';
import type { Match, Slate } from '../api/types';
import type { Asked } from '../api/use-answer';
import { FailureNote } from '../app/failure-note';
import { layOut, scoreSegments, sharedAxis } from '../explanation/score-segments';
import { countOf } from '../product/format-product';
import type { RankChanges } from './dials/rank-changes';
import { ResultCard } from './result-card';
import { hasFilter, mostShown, pageSize, type SearchState } from './search-state';
import type { ChangeSearch } from './use-search';
import './results.css';

interface Props {
  readonly slate: Asked<Slate>;
  readonly search: SearchState;
  readonly change: ChangeSearch;
  readonly changes: RankChanges | undefined;
}

const matchWords: Readonly<Record<Match, string>> = {
  close: '',
  loose: 'Nothing is exactly that. These come nearest.',
  'nothing-close':
    'Nothing here comes close to that. These are the least far off; other words or another picture may help.',
};

/** The slate as a shop shows it, with a word for each state it can be in. */
export function Results({ slate, search, change, changes }: Props) {
  const { answer, failure, isLoading, retry } = slate;
  if (failure !== undefined) return <FailureNote failure={failure} retry={retry} />;
  if (answer === undefined) return <Waiting />;
  const layouts = answer.results.map((result) => layOut(scoreSegments(result, search.detailed)));
  const axis = sharedAxis(layouts);
  const found = answer.results.length;
  const hasMore = found === search.shown && found < mostShown;
  return (
    <section aria-label="Results" aria-busy={isLoading}>
      <p className="unseen" role="status">
        {isLoading ? 'Searching' : `${countOf(found, 'result', 'results')}. ${matchWords[answer.match]}`}
      </p>
      {found > 0 && matchWords[answer.match] !== '' && (
        <p className="results-match">{matchWords[answer.match]}</p>
      )}
      {found === 0 && <NothingFound search={search} change={change} />}
      <ul className="results-grid" data-loading={isLoading || undefined}>
        {answer.results.map((result, index) => (
          <ResultCard
            key={result.product.id}
            result={result}
            layout={layouts[index] ?? layOut([])}
            axis={axis}
            search={search}
            change={change}
            moved={changes?.changed.get(result.product.id)}
            eager={index < 6}
          />
        ))}
      </ul>
      {hasMore && (
        <p className="results-more">
          <Button
            className="button"
            onPress={() => change({ shown: Math.min(mostShown, search.shown + pageSize) }, { replace: true })}
          >
            Show more
          </Button>
        </p>
      )}
      {found >= mostShown && (
        <p className="results-more quiet">
          These are the {found} best. To see others, say more exactly what it should be, or filter by category
          or price.
        </p>
      )}
    </section>
  );
}

function NothingFound({ search, change }: { readonly search: SearchState; readonly change: ChangeSearch }) {
  const isFiltered = hasFilter(search);
  return (
    <div className="note">
      <p>
        {isFiltered
          ? 'No product passes these filters.'
          : 'No product was found. Try fewer or other words, or show a picture.'}
      </p>
      {isFiltered && (
        <Button
          className="button"
          onPress={() => change({ category: [], minPrice: null, maxPrice: null, availability: [] })}
        >
          Clear the filters
        </Button>
      )}
    </div>
  );
}

function Waiting() {
  return (
    <div>
      <p className="unseen" role="status">
        Searching
      </p>
      <ul className="results-grid" aria-hidden="true">
        {Array.from({ length: 8 }, (_, index) => (
          <li key={index} className="result-card">
            <span className="product-picture" />
            <span className="result-ghost" />
          </li>
        ))}
      </ul>
    </div>
  );
}
