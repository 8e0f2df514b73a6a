import { Button, Input, SearchField } from 'react-aria-components';
import { useSearchParams } from 'react-router';
import { answerOf, api } from '../api/client';
import type { Facet } from '../api/types';
import { useAnswer } from '../api/use-answer';
import { FailureNote } from '../app/failure-note';
import { CloseIcon } from '../app/icons';
import { PageTitle } from '../app/page-title';
import { facetColour, facets } from '../explanation/facets';
import { NeuronChip } from '../explanation/neuron-chip';
import './neurons.css';

/** Everything that can be a reason, by name and by kind. */
export default function NeuronsPage() {
  const [params, setParams] = useSearchParams();
  const search = params.get('search') ?? '';
  const facet = facets.find((each) => each === params.get('facet')) ?? null;
  const asked = useAnswer(JSON.stringify([search, facet]), (signal) =>
    answerOf(
      api.GET('/v1/neurons', {
        params: {
          query: { limit: 200, ...(search === '' ? {} : { search }), ...(facet === null ? {} : { facet }) },
        },
        signal,
      }),
    ),
  );
  const change = (next: { search?: string; facet?: Facet | null }) => {
    const { search: newSearch, facet: newFacet } = { search, facet, ...next };
    setParams(
      {
        ...(newSearch === '' ? {} : { search: newSearch }),
        ...(newFacet === null ? {} : { facet: newFacet }),
      },
      { replace: true },
    );
  };
  const { answer, failure, retry } = asked;
  return (
    <div className="stack">
      <PageTitle>Neurons</PageTitle>
      <p className="quiet neurons-lead">
        The properties that a search is broken into. Each one can fire on pictures and on words, and each
        reason for a product is one of them.
      </p>
      <SearchField
        className="neurons-search"
        aria-label="Search neurons by name"
        value={search}
        onChange={(value) => change({ search: value })}
      >
        <Input className="input" placeholder="Name, for example striped" />
        <Button className="button plain icon neurons-clear" aria-label="Clear">
          <CloseIcon />
        </Button>
      </SearchField>
      <div className="row" role="group" aria-label="Kind">
        {facets.map((each) => (
          <Button
            key={each}
            className={each === facet ? 'button on neurons-kind' : 'button neurons-kind'}
            aria-pressed={each === facet}
            onPress={() => change({ facet: each === facet ? null : each })}
          >
            <span className="chip-dot" style={{ background: facetColour(each) }} />
            {each}
          </Button>
        ))}
      </div>
      {failure !== undefined && <FailureNote failure={failure} retry={retry} />}
      <p className="quiet small" role="status">
        {answer === undefined
          ? failure === undefined && 'Looking …'
          : answer.total === 0
            ? 'No neuron has such a name. Try a shorter word or another kind.'
            : answer.total > answer.neurons.length
              ? `The first ${answer.neurons.length} of ${answer.total}. Type a name or choose a kind to see fewer.`
              : `${answer.total} neurons`}
      </p>
      <ul className="row">
        {(answer?.neurons ?? []).map((neuron) => (
          <li key={neuron.id}>
            <NeuronChip neuron={neuron} />
          </li>
        ))}
      </ul>
    </div>
  );
}
