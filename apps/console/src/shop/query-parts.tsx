import { Label, Slider, SliderOutput, SliderThumb, SliderTrack } from 'react-aria-components';
import type { ProductCard, QueryNeuron } from '../api/types';
import { NeuronChip } from '../explanation/neuron-chip';
import { JudgedPart, RemovePart } from './judged-part';
import type { SearchState } from './search-state';
import type { ChangeSearch } from './use-search';
import './query-parts.css';

interface Props {
  readonly search: SearchState;
  readonly picture: string | undefined;
  readonly change: ChangeSearch;
  readonly neurons: readonly QueryNeuron[];
  readonly denied: readonly string[];
  readonly titles: readonly Pick<ProductCard, 'id' | 'title'>[];
}

const mostChips = 8;

/** What is being looked for besides the words: picture, likes, dislikes, and what was understood. */
export function QueryParts({ search, picture, change, neurons, denied, titles }: Props) {
  const titleOf = (id: string) => titles.find((product) => product.id === id)?.title;
  const isMixed = picture !== undefined && search.text.trim() !== '';
  const named = strongestOnce(neurons);
  return (
    <>
      {search.picture !== null && picture === undefined && (
        <p className="small">
          The picture of this search stayed on the device it was chosen on. Choose or drop it again.
        </p>
      )}
      {(picture !== undefined || search.like.length > 0 || search.unlike.length > 0) && (
        <ul className="row" aria-label="Also part of the search">
          {picture !== undefined && (
            <li className="query-part">
              <img src={picture} alt="Your search" width={48} height={48} />
              <span>Your picture</span>
              <RemovePart label="Leave out the picture" onPress={() => change({ picture: null })} />
            </li>
          )}
          {search.like.map((id) => (
            <JudgedPart
              key={`like ${id}`}
              id={id}
              title={titleOf(id)}
              words="Like"
              removal="No longer like"
              onRemove={() => change({ like: search.like.filter((each) => each !== id) })}
            />
          ))}
          {search.unlike.map((id) => (
            <JudgedPart
              key={`unlike ${id}`}
              id={id}
              title={titleOf(id)}
              words="Not like"
              removal="No longer avoid"
              onRemove={() => change({ unlike: search.unlike.filter((each) => each !== id) })}
            />
          ))}
        </ul>
      )}
      {isMixed && (
        <Balance value={search.balance} onChange={(balance) => change({ balance }, { replace: true })} />
      )}
      {named.length > 0 && (
        <div className="row">
          <span className="small quiet" id="understood">
            Looking for
          </span>
          <ul className="row" aria-labelledby="understood">
            {named.slice(0, mostChips).map((neuron) => (
              <li key={neuron.id}>
                <NeuronChip neuron={neuron} firesOn={neuron.firesOn} />
              </li>
            ))}
          </ul>
        </div>
      )}
      {denied.length > 0 && (
        <div className="row">
          <span className="small quiet" id="denied">
            Not wanted
          </span>
          <ul className="row" aria-labelledby="denied">
            {denied.map((word) => (
              <li className="chip" key={word}>
                {word}
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

/**
 * Named neurons, strongest first, each name once even when both words and picture fire it, without those that fire too
 * weakly to be called seen. As in sentences, what fires for
 * the words that do not say it is an echo ("pizza" for "red ceramic mug"); only where they say no kind, the kind that they
 * fire most is told.
 */
function strongestOnce(neurons: readonly QueryNeuron[]) {
  const byName = new Map<string, QueryNeuron & { firesOn: { pictures: boolean; words: boolean } }>();
  const sorted = neurons.toSorted((a, b) => b.activation - a.activation);
  const kinds = sorted.filter(({ source, facet }) => source === 'text' && facet === 'category');
  const kind = kinds.some(({ said }) => said) ? undefined : kinds.find(({ name }) => name !== null);
  for (const neuron of sorted) {
    if (
      neuron.name === null ||
      neuron.source === 'unlike' ||
      neuron.source === 'denied' ||
      neuron.activation <= 0 ||
      !(neuron.seen || neuron.said || neuron.source === 'steer' || neuron.source === 'answer') ||
      (neuron.source === 'text' && !neuron.said && neuron !== kind)
    )
      continue;
    const firesOn = byName.get(neuron.name)?.firesOn ?? { pictures: false, words: false };
    byName.set(neuron.name, {
      ...(byName.get(neuron.name) ?? neuron),
      firesOn: {
        pictures: firesOn.pictures || neuron.source === 'image',
        words: firesOn.words || neuron.source === 'text',
      },
    });
  }
  return [...byName.values()];
}

function Balance({
  value,
  onChange,
}: {
  readonly value: number;
  readonly onChange: (value: number) => void;
}) {
  return (
    <Slider className="balance" defaultValue={value} onChangeEnd={onChange} step={10}>
      <Label className="small quiet">Picture</Label>
      <SliderTrack className="balance-track">
        <SliderThumb className="balance-thumb" aria-label="How much your words count beside the picture" />
      </SliderTrack>
      <span className="small quiet">Words</span>
      <SliderOutput className="unseen" />
    </Slider>
  );
}
