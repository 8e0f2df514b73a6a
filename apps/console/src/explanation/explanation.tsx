import { useState } from 'react';
import type { ReasonNeuron, Result } from '../api/types';
import { Evidence, type AskedWords } from './evidence/evidence';
import { NeuronChip } from './neuron-chip';
import { ScoreBar } from './score-bar';
import { layOut, scoreSegments } from './score-segments';
import { SegmentSwatch } from './segment-swatch';
import { ScoreTable } from './score-table';
import { formatScore } from './format-score';
import './explanation.css';

interface Props {
  readonly result: Result;
  readonly asked: AskedWords;
  /** Whether the numbers are open from the start. */
  readonly detailed: boolean;
}

/** Why a product is here: the sentence, what carried it and where, the bar, and the numbers. */
export function Explanation({ result, asked, detailed }: Props) {
  const [chosen, setChosen] = useState<number | null>(null);
  const segments = scoreSegments(result, detailed);
  const layout = layOut(segments);
  return (
    <section className="explanation stack" aria-labelledby="why">
      <h3 id="why">Why it is here</h3>
      {result.reason !== undefined && <p className="explanation-sentence">{result.reason.sentence}</p>}
      {result.reason !== undefined && result.reason.neurons.length > 0 && (
        <ul className="explanation-reasons">
          {byWitness(result.reason.neurons).map(([first, ...others]) => (
            <li key={first.id}>
              <span className="row">
                {[first, ...others].map((neuron) => (
                  <NeuronChip key={neuron.id} neuron={neuron} />
                ))}
              </span>
              <Witness neuron={first} />
            </li>
          ))}
        </ul>
      )}
      <div className="stack explanation-bar">
        <ScoreBar
          layout={layout}
          axis={layout}
          title={result.product.title}
          size="large"
          onChoose={setChosen}
        />
        <ul className="explanation-legend small" aria-hidden="true">
          {segments.map((segment) => (
            <li key={segment.key}>
              <SegmentSwatch segment={segment} />
              {segment.value < 0 ? `taken off: ${segment.label}` : segment.label}
            </li>
          ))}
        </ul>
        <p className="small quiet">
          The length is the score, {formatScore(result.score)}. Striped: likeness that has no name.
          {layout.against.length > 0 && ' Below: what speaks against it and is taken off again.'}
        </p>
      </div>
      <Evidence
        product={result.product}
        neurons={segments.flatMap(({ neuron }) => neuron ?? [])}
        asked={asked}
        detailed={detailed}
        chosen={chosen}
        onChoose={setChosen}
      />
      <details open={detailed}>
        <summary>The numbers</summary>
        <ScoreTable segments={segments} result={result} />
      </details>
    </section>
  );
}

const places = {
  image: 'in the picture',
  description: 'in the description',
  reviews: 'in a review',
} as const;

/** Where a reason was seen, with the words that carried it. */
function Witness({ neuron }: { readonly neuron: ReasonNeuron }) {
  const { text } = neuron.atom;
  return (
    <span className="small">
      <span className="quiet">{places[neuron.channel]}</span>
      {text !== null && <q>{text}</q>}
    </span>
  );
}

/** Reasons that the same picture, passage or review carried stand together. */
function byWitness(neurons: readonly ReasonNeuron[]): [ReasonNeuron, ...ReasonNeuron[]][] {
  const groups = new Map<string, [ReasonNeuron, ...ReasonNeuron[]]>();
  for (const neuron of neurons) {
    const witness = `${neuron.channel} ${neuron.atom.position}`;
    groups.set(witness, [...(groups.get(witness) ?? []), neuron] as [ReasonNeuron, ...ReasonNeuron[]]);
  }
  return [...groups.values()];
}
