import { useState } from 'react';
import { Button, Disclosure, DisclosurePanel, Heading } from 'react-aria-components';
import { answerOf, api } from '../../api/client';
import type { NeuronName, QueryNeuron } from '../../api/types';
import { useAnswer } from '../../api/use-answer';
import { DownIcon } from '../../app/icons';
import type { SearchState } from '../search-state';
import type { ChangeSearch } from '../use-search';
import { mostDials, withDial } from './dial';
import { DialSearch } from './dial-search';
import { DialSlider } from './dial-slider';
import { changesSentence, type RankChanges } from './rank-changes';
import './dials.css';

interface Props {
  readonly search: SearchState;
  readonly change: ChangeSearch;
  readonly neurons: readonly QueryNeuron[];
  /** What the dials changed; undefined while it is not known. */
  readonly changes: RankChanges | undefined;
}

const mostOffered = 6;

/** "More or less of": a dial for what fired, and for whatever else is looked up. */
export function Dials({ search, change, neurons, changes }: Props) {
  const [added, setAdded] = useState<readonly NeuronName[]>([]);
  const { dials } = search;
  const known = [...added, ...neurons];
  const fired = neurons.filter(
    ({ source, name }) => source !== 'unlike' && (search.detailed || name !== null),
  );
  const offered = [...new Set([...fired.slice(0, mostOffered), ...added].map(({ id }) => id))];
  const all = [...new Set([...dials.map(({ neuron }) => neuron), ...offered])];
  // A dial stays where it is while it is turned, however strong its neuron fires by then.
  const [order, setOrder] = useState<readonly number[]>(all);
  const fresh = all.filter((id) => !order.includes(id));
  if (fresh.length > 0) setOrder([...order, ...fresh]);
  const shown = order.filter((id) => all.includes(id));
  const weightOf = (id: number) => dials.find(({ neuron }) => neuron === id)?.weight ?? 0;
  const turn = (neuron: number, weight: number) => change({ dials: withDial(dials, { neuron, weight }) });
  return (
    <Disclosure className="dials" defaultExpanded={dials.length > 0}>
      <Heading level={2} className="dials-heading">
        <Button slot="trigger" className={dials.length > 0 ? 'button on' : 'button'}>
          More or less of
          <DownIcon size={16} />
        </Button>
      </Heading>
      <DisclosurePanel>
        <div className="panel stack dials-panel">
          {shown.length > 0 && (
            <ul className="dials-list">
              {shown.map((id) => (
                <li key={id}>
                  <KnownDial
                    id={id}
                    known={known.find((neuron) => neuron.id === id)}
                    weight={weightOf(id)}
                    onTurn={(weight) => turn(id, weight)}
                  />
                </li>
              ))}
            </ul>
          )}
          <div className="row">
            <DialSearch
              taken={shown}
              onChoose={(neuron) => {
                setAdded((before) => [...before, neuron]);
                turn(neuron.id, 1);
              }}
            />
            {dials.length > 0 && (
              <Button className="button" onPress={() => change({ dials: [] })}>
                Reset
              </Button>
            )}
          </div>
          <p className="small quiet" role="status">
            {dials.length === mostDials && `That is as much as can be turned at once. `}
            {dials.length > 0 && changes !== undefined && changesSentence(changes)}
          </p>
        </div>
      </DisclosurePanel>
    </Disclosure>
  );
}

interface KnownDialProps {
  readonly id: number;
  /** The neuron, where the answer of the moment names it. */
  readonly known: NeuronName | undefined;
  readonly weight: number;
  readonly onTurn: (weight: number) => void;
}

/** A dial; its name is asked for where the search came as an address and no answer holds it. */
function KnownDial({ id, known, weight, onTurn }: KnownDialProps) {
  const { answer } = useAnswer(known === undefined ? String(id) : null, (signal) =>
    answerOf(api.GET('/v1/neurons/{id}', { params: { path: { id } }, signal })),
  );
  const neuron = known ?? answer ?? { id, name: null, facet: null, confidence: 0 };
  return <DialSlider neuron={neuron} weight={weight} onTurn={onTurn} />;
}
