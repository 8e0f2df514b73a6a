import type { RankChange } from './rank-changes';

/** On a product's picture: how its place changed by the dials. */
export function RankMark({ change }: { readonly change: RankChange | undefined }) {
  if (change === undefined) return null;
  if (change === 'new') return <span className="rank-change">new</span>;
  const places = Math.abs(change);
  return (
    <span className="rank-change">
      <span aria-hidden="true">{`${change > 0 ? '\u2191' : '\u2193'} ${places}`}</span>
      <span className="unseen">{`${places} ${places === 1 ? 'place' : 'places'} ${change > 0 ? 'higher' : 'lower'}`}</span>
    </span>
  );
}
