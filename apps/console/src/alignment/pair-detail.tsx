import type { AlignmentPair, NeuronName } from '../api/types';
import { NeuronChip } from '../explanation/neuron-chip';

interface Props {
  readonly pair: AlignmentPair;
  readonly picture: string;
  readonly text: string;
}

const mostChips = 10;

/** One pair: how it compares with the shop's own, and what each side says. */
export function PairDetail({ pair, picture, text }: Props) {
  const disagreeing = pair.claims.filter(({ disagrees }) => disagrees);
  return (
    <section className="panel pair" aria-label={`Picture ${pair.picture + 1} and “${text}”`}>
      <img className="pair-picture" src={picture} alt="" width={160} height={160} />
      <div className="stack">
        <h2>“{text}”</h2>
        <p>
          Fits better than {Math.round(pair.percentileAmongTrue)} of 100 products of this shop fit their own
          words, and better than {Math.round(pair.percentileAmongShuffled)} of 100 pairs that do not belong
          together.
        </p>
        {disagreeing.length > 0 && (
          <ul className="stack" aria-label="Where they disagree">
            {disagreeing.map(({ facet, claimed, rival }) => (
              <li key={facet}>
                The words say <strong>{claimed.join(' and ')}</strong>; the picture looks more like{' '}
                <strong>{rival}</strong>.
              </li>
            ))}
          </ul>
        )}
        <div className="pair-sides">
          <Side
            title="Both say"
            neurons={pair.shared}
            none="Nothing that has a name."
            firesOn={{ pictures: true, words: true }}
          />
          <Side
            title="Only the picture shows"
            neurons={pair.pictureOnly}
            none="Nothing more: the words say all that is recognised."
            firesOn={{ pictures: true, words: false }}
          />
          <Side
            title="Only the words claim"
            neurons={pair.textOnly}
            none="Nothing: the picture shows all of it."
            firesOn={{ pictures: false, words: true }}
          />
        </div>
      </div>
    </section>
  );
}

function Side(props: {
  readonly title: string;
  readonly neurons: readonly NeuronName[];
  readonly none: string;
  readonly firesOn: { readonly pictures: boolean; readonly words: boolean };
}) {
  const { title, neurons, none, firesOn } = props;
  const named = neurons.filter(({ name }) => name !== null);
  const more = neurons.length - Math.min(named.length, mostChips);
  return (
    <div className="pair-side">
      <h3>{title}</h3>
      {neurons.length === 0 && <p className="quiet small">{none}</p>}
      <ul className="row">
        {named.slice(0, mostChips).map((neuron) => (
          <li key={neuron.id}>
            <NeuronChip neuron={neuron} firesOn={firesOn} />
          </li>
        ))}
      </ul>
      {more > 0 && <p className="quiet small">and {more} more without a sure name or too weak to list</p>}
    </div>
  );
}
