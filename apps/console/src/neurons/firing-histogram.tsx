import type { Facet } from '../api/types';
import { facetColour } from '../explanation/facets';
import { ScrollFrame } from '../app/scroll-frame';
import { formatCount, formatHundredths, formatShare } from './format-number';
import type { Firing } from './types';

interface Props {
  readonly firing: Firing;
  /** "pictures" or "texts". */
  readonly name: string;
  readonly facet: Facet | null;
}

/** How strongly it fires in one modality, as bars, with the numbers beside them. */
export function FiringHistogram({ firing, name, facet }: Props) {
  const { atoms, fires, share, bins } = firing;
  const most = Math.max(...bins.map(({ count }) => count));
  const strongest = bins.at(-1)?.to ?? 0;
  return (
    <figure className="histogram">
      <figcaption>
        <strong>
          {formatCount(fires)} of {formatCount(atoms)} {name}
        </strong>{' '}
        <span className="quiet">
          {fires === 0 ? 'It never fires for these.' : `It fires for ${formatShare(share)}.`}
        </span>
      </figcaption>
      {fires > 0 && (
        <>
          <div
            className="histogram-bars"
            role="img"
            aria-label={`Activations on ${name}, from 0 to ${formatHundredths(strongest)}; the numbers follow`}
          >
            {bins.map(({ from, count }) => (
              <span
                key={from}
                style={{ height: `${(count / most) * 100}%`, background: facetColour(facet) }}
                className={count === 0 ? undefined : 'histogram-some'}
              />
            ))}
          </div>
          <p className="histogram-axis small quiet" aria-hidden="true">
            <span>0</span>
            <span>how strongly</span>
            <span>{formatHundredths(strongest)}</span>
          </p>
          <details>
            <summary className="small">The numbers</summary>
            <ScrollFrame label={`Activations on ${name}`}>
              <table>
                <caption className="unseen">How many {name} fire how strongly</caption>
                <thead>
                  <tr>
                    <th scope="col">From</th>
                    <th scope="col">To</th>
                    <th scope="col" className="number">
                      How many
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {bins.map(({ from, to, count }) => (
                    <tr key={from}>
                      <td>{formatHundredths(from)}</td>
                      <td>{formatHundredths(to)}</td>
                      <td className="number">{formatCount(count)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </ScrollFrame>
          </details>
        </>
      )}
    </figure>
  );
}
