import { Button, Input, SearchField } from 'react-aria-components';
import { useSearchParams } from 'react-router';
import { answerOf, api } from '../api/client';
import { useAnswer } from '../api/use-answer';
import { FailureNote } from '../app/failure-note';
import { CloseIcon } from '../app/icons';
import { PageTitle } from '../app/page-title';
import { facetColour, facets } from '../explanation/facets';
import { FireBox } from './fire-box';
import { formatCount } from './format-number';
import { NeuronTable } from './neuron-table';
import { emptyList, pageSize, readList, sortings, writeList, type ListState } from './list-state';
import './neurons.css';

/** Everything that a query is taken apart into: what fires for a text or a picture, and the list of all. */
export default function NeuronsPage() {
  const [params, setParams] = useSearchParams();
  const list = readList(params);
  const { answer, failure, retry, isLoading } = useAnswer(writeList(list).toString(), (signal) =>
    answerOf(
      api.GET('/v1/neurons', {
        params: {
          query: {
            limit: pageSize,
            offset: (list.page - 1) * pageSize,
            sort: list.sort,
            ...(list.search === '' ? {} : { search: list.search }),
            ...(list.facet === null ? {} : { facet: list.facet }),
            ...(list.named === null ? {} : { named: list.named }),
          },
        },
        signal,
      }),
    ),
  );
  const change = (part: Partial<ListState>) =>
    setParams(writeList({ ...list, page: emptyList.page, ...part }), { replace: part.page === undefined });
  const first = (list.page - 1) * pageSize + 1;
  const last = first + (answer?.neurons.length ?? 0) - 1;
  return (
    <div className="stack">
      <PageTitle>Neurons</PageTitle>
      <p className="quiet neurons-lead">
        The properties that a search is broken into. Each one can fire on pictures and on words, and each
        reason for a product is one of them.
      </p>
      <FireBox />
      <section className="stack" aria-labelledby="all-neurons">
        <h2 id="all-neurons">All neurons</h2>
        <div className="neurons-tools">
          <SearchField
            className="neurons-search"
            aria-label="Search neurons"
            value={list.search}
            onChange={(search) => change({ search })}
          >
            <Input className="input" placeholder="Name or number, for example striped" />
            <Button className="button plain icon neurons-clear" aria-label="Clear">
              <CloseIcon />
            </Button>
          </SearchField>
          <label className="neurons-choice">
            <span className="small">Sorted by</span>
            <select
              className="input"
              value={list.sort}
              onChange={({ target }) => change({ sort: target.value as ListState['sort'] })}
            >
              {Object.entries(sortings).map(([value, name]) => (
                <option key={value} value={value}>
                  {name}
                </option>
              ))}
            </select>
          </label>
          <label className="neurons-choice">
            <span className="small">Show</span>
            <select
              className="input"
              value={list.named ?? ''}
              onChange={({ target }) =>
                change({ named: target.value === 'yes' || target.value === 'no' ? target.value : null })
              }
            >
              <option value="">all</option>
              <option value="yes">with a name</option>
              <option value="no">without a name</option>
            </select>
          </label>
        </div>
        <div className="row" role="group" aria-label="Kind">
          {facets.map((each) => (
            <Button
              key={each}
              className={each === list.facet ? 'button on neurons-kind' : 'button neurons-kind'}
              aria-pressed={each === list.facet}
              onPress={() => change({ facet: each === list.facet ? null : each })}
            >
              <span className="chip-dot" style={{ background: facetColour(each) }} />
              {each}
            </Button>
          ))}
        </div>
        {failure !== undefined && <FailureNote failure={failure} retry={retry} />}
        <p className="quiet small" role="status">
          {answer === undefined
            ? isLoading && 'Looking …'
            : answer.total === 0
              ? 'No neuron fits. Try a shorter word, another kind, or show all.'
              : `${formatCount(first)} to ${formatCount(last)} of ${formatCount(answer.total)}`}
        </p>
        {answer !== undefined && answer.neurons.length > 0 && <NeuronTable neurons={answer.neurons} />}
        {answer !== undefined && answer.total > pageSize && (
          <nav className="row" aria-label="Pages of neurons">
            <Button
              className="button"
              isDisabled={list.page === 1}
              onPress={() => change({ page: list.page - 1 })}
            >
              Back
            </Button>
            <Button
              className="button"
              isDisabled={last >= answer.total}
              onPress={() => change({ page: list.page + 1 })}
            >
              More
            </Button>
          </nav>
        )}
      </section>
    </div>
  );
}
