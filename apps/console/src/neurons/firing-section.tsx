import { useState } from 'react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { Link } from 'react-router';
import type { Facet } from '../api/types';
import { ProductPicture } from '../pictures/product-picture';
import { FiringHistogram } from './firing-histogram';
import { formatCount, formatHundredths } from './format-number';
import { productAddress } from './top-products';
import type { Firing, Sample, Statistics } from './types';

type Side = 'image' | 'text';
const sides: readonly Side[] = ['image', 'text'];
const names = { image: 'Pictures', text: 'Texts' } as const;

/** How often and how strongly it fires, and samples of every tenth of that. */
export function FiringSection({
  statistics,
  facet,
}: {
  readonly statistics: Statistics;
  readonly facet: Facet | null;
}) {
  const [chosen, setChosen] = useState<Side>(statistics.image.fires > 0 ? 'image' : 'text');
  const { products, sampled } = statistics.catalogue;
  return (
    <>
      <section className="stack" aria-labelledby="how-strongly">
        <h2 id="how-strongly">How often and how strongly</h2>
        <div className="neuron-columns">
          {sides.map((side) => (
            <FiringHistogram
              key={side}
              firing={statistics[side]}
              name={names[side].toLowerCase()}
              facet={facet}
            />
          ))}
        </div>
        <p className="quiet small">
          {sampled < products
            ? `Of ${formatCount(sampled)} of the shop’s ${formatCount(products)} products, always the same ones.`
            : `Of all ${formatCount(products)} products of the shop.`}
        </p>
      </section>
      <section className="stack" aria-labelledby="every-tenth">
        <div className="neuron-section-head">
          <h2 id="every-tenth">From the strongest tenth to the weakest</h2>
          <ToggleButtonGroup
            className="row"
            aria-label="Samples of"
            selectionMode="single"
            disallowEmptySelection
            selectedKeys={[chosen]}
            onSelectionChange={(keys) => setChosen(keys.has('image') ? 'image' : 'text')}
          >
            {sides.map((side) => (
              <ToggleButton
                key={side}
                id={side}
                className={side === chosen ? 'button on neurons-kind' : 'button neurons-kind'}
              >
                {names[side]}
              </ToggleButton>
            ))}
          </ToggleButtonGroup>
        </div>
        <p className="quiet small">
          A name that only fits the strongest is a poor name: these are taken evenly from everything that
          fires.
        </p>
        <Tenths firing={statistics[chosen]} side={chosen} />
      </section>
    </>
  );
}

function Tenths({ firing, side }: { readonly firing: Firing; readonly side: Side }) {
  if (firing.fires === 0) return <p className="quiet">It fires for no {names[side].toLowerCase()} here.</p>;
  return (
    <ol className="tenths">
      {firing.deciles.map(({ decile, from, to, count, samples }) => (
        <li key={decile}>
          <p className="tenth-range small">
            <strong>{decile === 10 ? 'Strongest' : decile === 1 ? 'Weakest' : `Tenth ${decile}`}</strong>
            <span className="quiet">
              {formatHundredths(from)} to {formatHundredths(to)}
            </span>
            <span className="quiet">{formatCount(count)} in all</span>
          </p>
          <ul className={side === 'image' ? 'tenth-pictures' : 'tenth-texts'}>
            {samples.map((sample) => (
              <li key={`${sample.product.id} ${sample.channel} ${sample.position}`}>
                <SampleLink sample={sample} />
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ol>
  );
}

function SampleLink({ sample: { product, text, channel } }: { readonly sample: Sample }) {
  if (text === null)
    return (
      <Link to={productAddress(product.id)} title={product.title}>
        <ProductPicture picture={product.picture ?? undefined} alt={product.title} size={320} />
      </Link>
    );
  return (
    <>
      <q>{text}</q>{' '}
      <span className="small quiet">
        {channel === 'reviews' ? 'review of' : 'of'}{' '}
        <Link to={productAddress(product.id)}>{product.title}</Link>
      </span>
    </>
  );
}
