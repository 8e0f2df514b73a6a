import { Link } from 'react-router';
import { ToggleButton } from 'react-aria-components';
import type { Result } from '../api/types';
import { HeartIcon, NotThisIcon } from '../app/icons';
import { formatScore } from '../explanation/format-score';
import { ScoreBar } from '../explanation/score-bar';
import type { BarLayout } from '../explanation/score-segments';
import { ProductPicture } from '../pictures/product-picture';
import { ProductFacts } from '../product/product-facts';
import type { RankChange } from './dials/rank-changes';
import { RankMark } from './dials/rank-mark';
import { toggled, writeSearch, type SearchState } from './search-state';
import type { ChangeSearch } from './use-search';

interface Props {
  readonly result: Result;
  readonly layout: BarLayout;
  readonly axis: { readonly min: number; readonly max: number };
  readonly search: SearchState;
  readonly change: ChangeSearch;
  /** How the dials moved it. */
  readonly moved: RankChange | undefined;
  readonly eager: boolean;
}

/** One product of the slate: picture, facts, and the reason as a bar and a sentence. */
export function ResultCard({ result, layout, axis, search, change, moved, eager }: Props) {
  const { product, reason } = result;
  const others = result.otherVariants?.length ?? 0;
  return (
    <li className="result-card">
      <Link
        className="result-link"
        to={{ search: writeSearch({ ...search, product: product.id }).toString() }}
        preventScrollReset
      >
        <ProductPicture picture={product.pictures[0]} alt="" size={320} eager={eager} />
        <RankMark change={moved} />
        <span className="result-title">{product.title}</span>
      </Link>
      <div className="result-likes">
        <ToggleButton
          className="result-like"
          aria-label={`More like ${product.title}`}
          isSelected={search.like.includes(product.id)}
          onChange={() => change(toggled(search, 'like', product.id))}
        >
          <HeartIcon />
        </ToggleButton>
        <ToggleButton
          className="result-like"
          aria-label={`Not like ${product.title}`}
          isSelected={search.unlike.includes(product.id)}
          onChange={() => change(toggled(search, 'unlike', product.id))}
        >
          <NotThisIcon />
        </ToggleButton>
      </div>
      <ProductFacts product={product} />
      <div className="result-score">
        <ScoreBar layout={layout} axis={axis} title={product.title} />
        {search.detailed && <span className="number small">{formatScore(result.score)}</span>}
      </div>
      {reason !== undefined && <p className="result-reason small">{reason.sentence}</p>}
      {others > 0 && (
        <p className="small quiet">
          {others === 1 ? 'Also in 1 other version' : `Also in ${others} other versions`}
        </p>
      )}
    </li>
  );
}
