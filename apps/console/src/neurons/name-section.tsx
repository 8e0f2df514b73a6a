import { ScrollFrame } from '../app/scroll-frame';
import { formatCount, formatHundredths, formatShare } from './format-number';
import type { NeuronDetail } from './types';

const witnessNames = {
  vocabulary: 'the words of the vocabulary, encoded as text',
  copy: 'the copy and reviews of the products that fire it most',
  attributes: 'the attributes of products',
} as const;
const lists = new Intl.ListFormat('en');

/** Who proposed the measured name, and how well the neuron finds what it says. */
export function NameSection({ neuron: { measured, namedBy, name } }: { readonly neuron: NeuronDetail }) {
  const { evidence } = measured;
  return (
    <section className="stack" aria-labelledby="name">
      <h2 id="name">Where the name comes from</h2>
      {namedBy.by === 'person' && measured.name !== name && (
        <p>
          {measured.name === null
            ? 'The dictionary itself has no name for it.'
            : `The dictionary itself calls it “${measured.name}”.`}
        </p>
      )}
      {measured.name === null ? (
        <p>
          No name was found that describes well enough what fires it. That is a result, too: it still counts
          in scores.
        </p>
      ) : evidence === null ? (
        <p>
          “{measured.name}” is the dictionary’s own name. How well it finds products of that kind was not
          measured.
        </p>
      ) : (
        <>
          <p>
            “{measured.name}” was proposed by{' '}
            {lists.format(evidence.witnesses.map((witness) => witnessNames[witness]))}, and measured on
            products that the naming did not see.
          </p>
          <ScrollFrame label="How well it finds what it says">
            <table className="neuron-detection">
              <caption className="unseen">How well it finds products that are “{measured.name}”</caption>
              <thead>
                <tr>
                  <th scope="col">By</th>
                  <th scope="col" className="number">
                    Products that are
                  </th>
                  <th scope="col" className="number">
                    It fires for
                  </th>
                  <th scope="col" className="number">
                    and of others for
                  </th>
                  <th scope="col" className="number">
                    AUC
                  </th>
                </tr>
              </thead>
              <tbody>
                {(['image', 'text'] as const).map((side) => {
                  const found = evidence[side];
                  return (
                    <tr key={side}>
                      <th scope="row">{side === 'image' ? 'picture' : 'words'}</th>
                      {found === null ? (
                        <td colSpan={4} className="quiet">
                          not measured
                        </td>
                      ) : (
                        <>
                          <td className="number">{formatCount(found.positives)}</td>
                          <td className="number">{formatShare(found.firesWith)}</td>
                          <td className="number">{formatShare(found.firesWithout)}</td>
                          <td className="number">{formatHundredths(found.auc)}</td>
                        </>
                      )}
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </ScrollFrame>
        </>
      )}
    </section>
  );
}
