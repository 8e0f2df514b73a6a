import type { PictureAttribution, ProductCard } from '../../api/types';
import { ScrollFrame } from '../../app/scroll-frame';
import { placeOver } from '../../pictures/place-over';
import { usePictureAddress } from '../../pictures/use-picture-address';
import { formatPart } from '../format-score';
import { markedRegion, type Region } from './region';

interface Props {
  readonly picture: ProductCard['pictures'][number];
  readonly evidence: PictureAttribution;
  readonly name: string;
  /** Whether the number of each cell is given too. */
  readonly detailed: boolean;
}

/** A product's picture with the part of it that carries a neuron. */
export function PictureRegion({ picture, evidence, name, detailed }: Props) {
  const address = usePictureAddress(`/v1/pictures/${picture.hash}/640`);
  // A map whose check fails tells no place: the tower sees it in the picture as a whole.
  const region = evidence.check?.passed === false ? null : markedRegion(evidence.grid);
  return (
    <figure className="evidence-picture">
      <div className="evidence-frame" style={{ aspectRatio: `${picture.width} / ${picture.height}` }}>
        {address !== undefined && (
          <img src={address} alt={region === null ? '' : `The part that shows ${name} is outlined`} />
        )}
        {region !== null && <Veil region={region} area={evidence.area} />}
      </div>
      <figcaption className="small">
        Picture {evidence.position + 1}
        <span className="quiet">
          {region === null
            ? ' \u00b7 shows it as a whole, no part of it alone'
            : ' \u00b7 the outlined part shows it'}
        </span>
        {region !== null && evidence.approximate && (
          <strong className="evidence-approximate">Approximate</strong>
        )}
        {detailed && <Check evidence={evidence} />}
      </figcaption>
      {detailed && <Cells evidence={evidence} name={name} />}
    </figure>
  );
}

/** Dims all but the region; outlined light on dark, so that it is seen on any picture. */
function Veil({ region, area }: { readonly region: Region; readonly area: PictureAttribution['area'] }) {
  return (
    <svg
      className="evidence-veil"
      viewBox={`0 0 ${region.columns} ${region.rows}`}
      preserveAspectRatio="none"
      style={placeOver(area)}
      aria-hidden="true"
    >
      {region.marked.flatMap((cells, row) =>
        cells.map((inside, column) =>
          inside ? null : (
            <rect key={`${row} ${column}`} className="evidence-dim" x={column} y={row} width={1} height={1} />
          ),
        ),
      )}
      <path className="evidence-line-under" d={region.outline} />
      <path className="evidence-line" d={region.outline} />
    </svg>
  );
}

/** How it was checked that the map tells a place. */
function Check({ evidence: { check } }: { readonly evidence: PictureAttribution }) {
  if (check === undefined) return null;
  return (
    <span className="evidence-check quiet">
      {`Checked by hiding ${check.patches} fields: those that carry most cost ${formatPart(check.markedDrop)}, ` +
        `as many elsewhere ${formatPart(check.randomDropMean)} on average, at most ${formatPart(check.randomDropMost)}.`}
    </span>
  );
}

function Cells({ evidence, name }: { readonly evidence: PictureAttribution; readonly name: string }) {
  return (
    <details className="evidence-cells">
      <summary className="small">What each field adds</summary>
      <ScrollFrame label={`What each field of picture ${evidence.position + 1} adds to ${name}`}>
        <table>
          <caption className="unseen">
            Fields from the top left; {evidence.approximate ? 'approximate' : 'their sum is'}{' '}
            {formatPart(evidence.projection)}
          </caption>
          <tbody>
            {evidence.grid.map((values, row) => (
              <tr key={row}>
                {values.map((value, column) => (
                  <td key={column} className="number">
                    {formatPart(value)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollFrame>
    </details>
  );
}
