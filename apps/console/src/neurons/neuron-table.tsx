import { NeuronChip } from '../explanation/neuron-chip';
import { formatCount, formatShare } from './format-number';
import type { ListedNeuron } from './types';

/** Neurons with how often they fire in this shop. */
export function NeuronTable({ neurons }: { readonly neurons: readonly ListedNeuron[] }) {
  return (
    <table className="neuron-table">
      <caption className="unseen">Neurons, and how often each fires in this shop</caption>
      <thead>
        <tr>
          <th scope="col">Neuron</th>
          <th scope="col" className="number">
            Pictures
          </th>
          <th scope="col" className="number">
            Texts
          </th>
          <th scope="col" className="number">
            Agree
          </th>
          <th scope="col" className="neuron-table-notes">
            Notes
          </th>
        </tr>
      </thead>
      <tbody>
        {neurons.map((neuron) => (
          <tr key={neuron.id}>
            <th scope="row">
              <NeuronChip
                neuron={neuron}
                firesOn={{ pictures: neuron.fires.image > 0, words: neuron.fires.text > 0 }}
              />
            </th>
            <td className="number">{formatCount(neuron.fires.image)}</td>
            <td className="number">{formatCount(neuron.fires.text)}</td>
            <td className="number">{neuron.agreement === null ? '–' : formatShare(neuron.agreement)}</td>
            <td className="quiet neuron-table-notes">{notes(neuron)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What people decided of it. */
function notes(neuron: ListedNeuron): string {
  return [
    ...(neuron.namedBy.by === 'person' ? [`named by ${neuron.namedBy.author}`] : []),
    ...(neuron.hidden ? ['hidden'] : []),
    ...(neuron.sensitive ? ['sensitive'] : []),
    ...(neuron.mergedInto === null ? [] : [`merged into ${neuron.mergedInto}`]),
    ...(neuron.excludedFrom === 'nothing' ? [] : [`kept out of ${neuron.excludedFrom}`]),
  ].join(', ');
}
