import { useState } from 'react';
import { Button, Input, Label, SearchField } from 'react-aria-components';
import { answerOf, api } from '../../api/client';
import type { NeuronName } from '../../api/types';
import { useAnswer } from '../../api/use-answer';
import { facetColour, neuronName } from '../../explanation/facets';

interface Props {
  readonly taken: readonly number[];
  readonly onChoose: (neuron: NeuronName) => void;
}

const mostFound = 8;

/** Looks for a named neuron to turn. */
export function DialSearch({ taken, onChoose }: Props) {
  const [typed, setTyped] = useState('');
  const search = typed.trim();
  const { answer, isLoading } = useAnswer(search === '' ? null : search, (signal) =>
    answerOf(
      api.GET('/v1/neurons', { params: { query: { search, named: 'yes', limit: mostFound } }, signal }),
    ),
  );
  const found = answer?.neurons.filter(({ id, sensitive }) => !sensitive && !taken.includes(id)) ?? [];
  return (
    <div className="dial-search">
      <SearchField className="field" value={typed} onChange={setTyped}>
        <Label>Something else</Label>
        <Input className="input" placeholder="For example: wool" maxLength={100} />
      </SearchField>
      {search !== '' && (
        <ul className="row" aria-label="What can be turned">
          {found.map((neuron) => (
            <li key={neuron.id}>
              <Button
                className="button dial-found"
                onPress={() => {
                  onChoose(neuron);
                  setTyped('');
                }}
              >
                <span className="chip-dot" style={{ background: facetColour(neuron.facet) }} />
                {neuronName(neuron)}
              </Button>
            </li>
          ))}
          {found.length === 0 && !isLoading && answer !== undefined && (
            <li className="small quiet">The shop has no word for that. Try another one.</li>
          )}
        </ul>
      )}
    </div>
  );
}
