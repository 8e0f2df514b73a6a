import { Link } from 'react-router';
import type { NeuronName } from '../api/types';
import { PictureIcon, WordsIcon } from '../app/icons';
import { facetColour, neuronName, sureness } from './facets';
import './neuron-chip.css';

interface Props {
  readonly neuron: NeuronName;
  /** Where it fires; the chip marks pictures and words. */
  readonly firesOn?: { readonly pictures: boolean; readonly words: boolean };
  /** More to say of it, for example its number. */
  readonly note?: string;
}

/** A neuron wherever it appears: name, facet colour, where it fires, how sure the name is; leads to its page. */
export function NeuronChip({ neuron, firesOn, note }: Props) {
  const word = sureness(neuron.confidence);
  return (
    <Link className="chip" to={`/neurons/${neuron.id}`}>
      <span className="chip-dot" style={{ background: facetColour(neuron.facet) }} />
      {neuron.facet !== null && <span className="unseen">{neuron.facet}: </span>}
      <span className="chip-name">{neuronName(neuron)}</span>
      {firesOn?.pictures === true && (
        <span className="chip-mark" title="seen in pictures">
          <PictureIcon size={14} />
          <span className="unseen">, in pictures</span>
        </span>
      )}
      {firesOn?.words === true && (
        <span className="chip-mark" title="said in words">
          <WordsIcon size={14} />
          <span className="unseen">, in words</span>
        </span>
      )}
      {neuron.name !== null && (
        <span className="chip-sure">
          <span className="unseen">, </span>
          {word}
        </span>
      )}
      {note !== undefined && <span className="chip-note">{note}</span>}
    </Link>
  );
}
