import { useState } from 'react';
import { Button, Input, Label, SearchField } from 'react-aria-components';
import { answerOf, api } from '../../api/client';
import { useAnswer } from '../../api/use-answer';
import { FailureNote } from '../../app/failure-note';
import { facetColour, neuronName } from '../../explanation/facets';
import type { NeuronDetail } from '../types';
import type { Setting } from './use-correction';

interface Props {
  readonly neuron: NeuronDetail;
  readonly isSending: boolean;
  readonly send: (setting: Setting) => void;
}

const mostFound = 6;

/** Shows it under the name of another one, found by its name; or by itself again. */
export function MergeForm({ neuron, isSending, send }: Props) {
  const [search, setSearch] = useState('');
  const words = search.trim();
  const { answer, failure } = useAnswer(words === '' ? null : words, (signal) =>
    answerOf(
      api.GET('/v1/neurons', {
        params: { query: { search: words, sort: 'confidence', limit: mostFound + 1 } },
        signal,
      }),
    ),
  );
  const found = (answer?.neurons ?? []).filter(({ id }) => id !== neuron.id).slice(0, mostFound);
  return (
    <div className="panel stack">
      <h3>Merge it into another</h3>
      {neuron.mergedInto !== null && (
        <div className="row">
          <span>It is shown under the name of neuron {neuron.mergedInto}.</span>
          <Button
            className="button"
            isDisabled={isSending}
            onPress={() => send({ kind: 'merged', into: null })}
          >
            Show it by itself
          </Button>
        </div>
      )}
      <SearchField className="field" value={search} onChange={setSearch}>
        <Label>
          Find the other one <span className="quiet">by name or number</span>
        </Label>
        <Input className="input" />
      </SearchField>
      {failure !== undefined && <FailureNote failure={failure} />}
      {words !== '' && answer !== undefined && (
        <ul className="row" aria-label="Merge into">
          {found.map((other) => (
            <li key={other.id}>
              <Button
                className="button neurons-kind"
                isDisabled={isSending}
                onPress={() => send({ kind: 'merged', into: other.id })}
              >
                <span className="chip-dot" style={{ background: facetColour(other.facet) }} />
                <span>
                  <span className="unseen">Merge into </span>
                  {neuronName(other)} <span className="quiet">{other.id}</span>
                </span>
              </Button>
            </li>
          ))}
          {found.length === 0 && <li className="quiet">No other neuron has such a name or number.</li>}
        </ul>
      )}
      <p className="small quiet">Their contributions are added up; nothing is lost.</p>
    </div>
  );
}
