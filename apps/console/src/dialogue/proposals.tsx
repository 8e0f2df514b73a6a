import { Link } from 'react-router';
import type { Result } from '../api/types';
import { ScoreBar } from '../explanation/score-bar';
import { layOut, scoreSegments, sharedAxis, type BarLayout } from '../explanation/score-segments';
import { ProductPicture } from '../pictures/product-picture';
import { ProductFacts } from '../product/product-facts';
import { emptySearch, writeSearch } from '../shop/search-state';
import type { ChoiceState } from './choice-state';
import type { Turn } from './types';

interface Props {
  readonly turn: Turn;
  readonly choice: ChoiceState;
  readonly isLoading: boolean;
}

/** What fits best by now, each with its reason. */
export function Proposals({ turn, choice, isLoading }: Props) {
  const layouts = turn.results.map((result) => layOut(scoreSegments(result)));
  const axis = sharedAxis(layouts);
  const [best] = turn.results;
  return (
    <section className="stack proposals" aria-labelledby="proposals">
      <h2 id="proposals">{headingOf(turn)}</h2>
      <p className="unseen" role="status">
        {isLoading
          ? 'Looking'
          : best === undefined
            ? 'Nothing was found.'
            : `Best now: ${best.product.title}.`}
      </p>
      {turn.match === 'nothing-close' && (
        <p className="results-match">
          Nothing here comes close to that. These are the least far off; other words or another picture may
          help.
        </p>
      )}
      {best === undefined && (
        <p className="note">No product was found. Try fewer or other words, or show a picture.</p>
      )}
      <ol className="proposals-list" data-loading={isLoading || undefined}>
        {turn.results.map((result, index) => (
          <Proposal
            key={result.product.id}
            result={result}
            layout={layouts[index] ?? layOut([])}
            axis={axis}
            choice={choice}
          />
        ))}
      </ol>
    </section>
  );
}

function headingOf({ question, state }: Turn): string {
  if (question === null) return 'Fits best';
  return state.answers.length === 0 ? 'Could be one of these' : 'Fits best now';
}

interface ProposalProps {
  readonly result: Result;
  readonly layout: BarLayout;
  readonly axis: { readonly min: number; readonly max: number };
  readonly choice: ChoiceState;
}

function Proposal({ result, layout, axis, choice }: ProposalProps) {
  const { product, reason } = result;
  const { text, picture } = choice;
  const inShop = writeSearch({ ...emptySearch, text, picture, product: product.id }).toString();
  return (
    <li className="proposal">
      <Link className="result-link" to={{ pathname: '/', search: inShop }}>
        <ProductPicture picture={product.pictures[0]} alt="" size={320} eager />
        <span className="result-title">{product.title}</span>
      </Link>
      <ProductFacts product={product} />
      <ScoreBar layout={layout} axis={axis} title={product.title} />
      {reason !== undefined && <p className="small quiet">{reason.sentence}</p>}
    </li>
  );
}
