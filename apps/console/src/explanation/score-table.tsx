import type { Result } from '../api/types';
import { ScrollFrame } from '../app/scroll-frame';
import { sureness } from './facets';
import { formatPart, formatScore } from './format-score';
import { seenIn } from './score-bar';
import { SegmentSwatch } from './segment-swatch';
import type { Segment } from './score-segments';
import './score-table.css';

/** The numbers behind the bar; the last row is their sum. */
export function ScoreTable({
  segments,
  result,
}: {
  readonly segments: readonly Segment[];
  readonly result: Result;
}) {
  return (
    <ScrollFrame label={`Numbers of ${result.product.title}`}>
      <table className="score-table">
        <caption className="unseen">What the score of {result.product.title} is made of</caption>
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">Name is</th>
            <th scope="col">From</th>
            <th scope="col" className="number">
              Adds
            </th>
          </tr>
        </thead>
        <tbody>
          {segments.map((segment) => (
            <tr key={segment.key}>
              <th scope="row">
                <SegmentSwatch segment={segment} />
                {segment.label}
                {segment.facet !== null && <span className="quiet"> {segment.facet}</span>}
              </th>
              <td>{nameSureness(segment)}</td>
              <td>{seenIn(segment)}</td>
              <td className="number">
                <data value={String(segment.value)}>{formatPart(segment.value)}</data>
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={3}>
              Score
            </th>
            <td className="number">
              <data value={String(result.score)}>{formatScore(result.score)}</data>
            </td>
          </tr>
        </tfoot>
      </table>
    </ScrollFrame>
  );
}

function nameSureness({ neuron }: Segment): string {
  return neuron === undefined || neuron.name === null ? '' : sureness(neuron.confidence);
}
