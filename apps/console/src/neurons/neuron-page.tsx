import { Link, useParams } from 'react-router';
import { answerOf, api } from '../api/client';
import { useAnswer } from '../api/use-answer';
import { FailureNote } from '../app/failure-note';
import { PageTitle } from '../app/page-title';
import { facetColour, neuronName, sureness } from '../explanation/facets';
import { ProductPicture } from '../pictures/product-picture';
import { emptySearch, writeSearch } from '../shop/search-state';
import './neurons.css';

/** One neuron: what it stands for, how sure that is, and what the shop has of it. */
export default function NeuronPage() {
  const { id = '' } = useParams();
  const { answer, failure, retry } = useAnswer(id, (signal) =>
    answerOf(api.GET('/v1/neurons/{id}', { params: { path: { id: Number(id) } }, signal })),
  );
  if (failure !== undefined)
    return (
      <div className="stack">
        <PageTitle>{`Neuron ${id}`}</PageTitle>
        <FailureNote failure={failure} retry={retry} />
        <Link to="/neurons">All neurons</Link>
      </div>
    );
  if (answer === undefined) return <p className="quiet">One moment …</p>;
  const percent = Math.round(answer.confidence * 100);
  return (
    <div className="stack">
      <PageTitle>{neuronName(answer)}</PageTitle>
      <dl className="neuron-facts">
        <dt className="quiet">Kind</dt>
        <dd className="row">
          <span className="chip-dot" style={{ background: facetColour(answer.facet) }} />
          {answer.facet ?? 'none'}
        </dd>
        <dt className="quiet">The name is</dt>
        <dd>{answer.name === null ? 'not known' : `${sureness(answer.confidence)} (${percent} %)`}</dd>
        <dt className="quiet">Number</dt>
        <dd>{answer.id}</dd>
      </dl>
      {answer.name !== null && <Examples name={answer.name} />}
      <p>
        <Link to={answer.facet === null ? '/neurons' : `/neurons?facet=${answer.facet}`}>
          {answer.facet === null ? 'All neurons' : `All of this kind`}
        </Link>
      </p>
    </div>
  );
}

/** What the shop answers to the neuron's name. */
function Examples({ name }: { readonly name: string }) {
  const { answer } = useAnswer(name, (signal) =>
    answerOf(
      api.POST('/v1/recommendations', { body: { query: { text: name }, limit: 8, explain: 'none' }, signal }),
    ),
  );
  if (answer === undefined || answer.results.length === 0) return null;
  return (
    <section className="stack" aria-labelledby="examples">
      <h2 id="examples">
        <Link to={{ pathname: '/', search: writeSearch({ ...emptySearch, text: name }).toString() }}>
          What the shop finds for “{name}”
        </Link>
      </h2>
      <ul className="similar-row">
        {answer.results.map(({ product }) => (
          <li key={product.id}>
            <Link
              to={{
                pathname: '/',
                search: writeSearch({ ...emptySearch, text: name, product: product.id }).toString(),
              }}
            >
              <ProductPicture picture={product.pictures[0]} alt="" size={320} />
              <span>{product.title}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
