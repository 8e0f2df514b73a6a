import { Link } from 'react-router';
import { NeuronChip } from '../explanation/neuron-chip';
import { emptySearch, writeSearch } from '../shop/search-state';
import { formatHundredths } from './format-number';
import type { Statistics } from './types';

const origins = {
  category: 'category of this shop',
  attribute: 'attribute of this shop',
  shipped: 'shipped example',
} as const;

/** Neurons that point the same way, and queries that fire this one. */
export function Near({ statistics }: { readonly statistics: Statistics }) {
  const { neighbours, queries } = statistics;
  // Where both modalities hold every direction alike, one list says all.
  const isOne = neighbours.image.every(
    ({ neuron, cosine }, at) =>
      neuron.id === neighbours.text[at]?.neuron.id && Math.abs(cosine - neighbours.text[at].cosine) < 0.005,
  );
  return (
    <div className="neuron-columns">
      <section className="stack" aria-labelledby="near">
        <h2 id="near">Close to it</h2>
        {isOne ? (
          <Neighbours title="In pictures and in words" side={neighbours.image} />
        ) : (
          <>
            <Neighbours title="In pictures" side={neighbours.image} />
            <Neighbours title="In words" side={neighbours.text} />
          </>
        )}
        <p className="small quiet">The number is the cosine of the two directions.</p>
      </section>
      <section className="stack" aria-labelledby="queries">
        <h2 id="queries">Queries that fire it</h2>
        {queries.length === 0 ? (
          <p className="quiet">None of this shop’s categories and attributes, nor of the shipped examples.</p>
        ) : (
          <ul className="near-queries">
            {queries.map(({ text, from, activation }) => (
              <li key={text}>
                <Link to={{ pathname: '/', search: writeSearch({ ...emptySearch, text }).toString() }}>
                  {text}
                </Link>{' '}
                <span className="small quiet">
                  {origins[from]}, {formatHundredths(activation)}
                </span>
              </li>
            ))}
          </ul>
        )}
      </section>
    </div>
  );
}

function Neighbours(props: { readonly title: string; readonly side: Statistics['neighbours']['image'] }) {
  return (
    <div className="stack near-side">
      <h3 className="small">{props.title}</h3>
      <ul className="row">
        {props.side.map(({ neuron, cosine }) => (
          <li key={neuron.id}>
            <NeuronChip neuron={neuron} note={formatHundredths(cosine)} />
          </li>
        ))}
      </ul>
    </div>
  );
}
