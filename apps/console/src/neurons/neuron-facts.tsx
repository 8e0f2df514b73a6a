import { Link } from 'react-router';
import { facetColour, sureness } from '../explanation/facets';
import type { NeuronDetail } from './types';

const dates = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

/** Name, kind and standing of a neuron at a glance. */
export function NeuronFacts({ neuron }: { readonly neuron: NeuronDetail }) {
  const others = Object.entries(neuron.names);
  return (
    <>
      <dl className="neuron-facts">
        <dt className="quiet">Kind</dt>
        <dd className="row">
          <span className="chip-dot" style={{ background: facetColour(neuron.facet) }} />
          {neuron.facet ?? 'none'}
        </dd>
        <dt className="quiet">The name is</dt>
        <dd>{howSure(neuron)}</dd>
        {others.length > 0 && (
          <>
            <dt className="quiet">Elsewhere</dt>
            <dd>
              {others.map(([language, { name }], at) => (
                <span key={language}>
                  {at > 0 && ', '}
                  <span lang={language}>{name}</span> <span className="quiet">({language})</span>
                </span>
              ))}
            </dd>
          </>
        )}
        <dt className="quiet">Number</dt>
        <dd>{neuron.id}</dd>
      </dl>
      <Standing neuron={neuron} />
    </>
  );
}

function howSure({ name, confidence, namedBy }: NeuronDetail): string {
  if (namedBy.by === 'person') {
    const when = dates.format(new Date(namedBy.at));
    return name === null ? `taken away by ${namedBy.author}, ${when}` : `given by ${namedBy.author}, ${when}`;
  }
  if (name === null) return 'not known: nothing that was tried describes it well enough';
  return `${sureness(confidence)}: right with a chance of ${Math.round(confidence * 100)} %, as measured`;
}

/** What people decided of it beside the name. */
function Standing({ neuron }: { readonly neuron: NeuronDetail }) {
  const notes = [
    ...(neuron.sensitive ? ['Sensitive: it touches people, so shoppers never read its name.'] : []),
    ...(neuron.hidden ? ['Hidden: answers do not tell its name, and it is no reason for a product.'] : []),
    ...(neuron.excludedFrom === 'reasons' ? ['Kept out of reasons.'] : []),
    ...(neuron.excludedFrom === 'ranking' ? ['Kept out of ranking: it has no part in any score.'] : []),
  ];
  if (notes.length === 0 && neuron.mergedInto === null && neuron.members.length === 0) return null;
  return (
    <ul className="neuron-standing small">
      {notes.map((note) => (
        <li key={note}>{note}</li>
      ))}
      {neuron.mergedInto !== null && (
        <li>
          Shown under the name of <Link to={`/neurons/${neuron.mergedInto}`}>neuron {neuron.mergedInto}</Link>
          .
        </li>
      )}
      {neuron.members.length > 0 && (
        <li>
          Also stands for{' '}
          {neuron.members.map((member, at) => (
            <span key={member}>
              {at > 0 && ', '}
              <Link to={`/neurons/${member}`}>neuron {member}</Link>
            </span>
          ))}
          .
        </li>
      )}
    </ul>
  );
}
