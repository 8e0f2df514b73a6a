import type { Alignment } from '../api/types';
import { placeOver } from '../pictures/place-over';

interface Props {
  readonly alignment: Alignment;
  readonly pictures: readonly string[];
}

/** Pictures that words seem to be written on, each with the place and what to do; nothing where there are none. */
export function WrittenPictures({ alignment, pictures }: Props) {
  const written = alignment.pictures.flatMap(({ writing }, at) =>
    writing.warning === null ? [] : [{ at, ...writing }],
  );
  if (written.length === 0) return null;
  return (
    <ul className="stack" aria-label="Words on pictures">
      {written.map(({ at, box, warning }) => (
        <li key={at} className="panel row written">
          <div className="written-picture">
            <img src={pictures[at]} alt={`Number ${at + 1}, the words are outlined`} />
            {box !== null && <span className="written-frame" style={placeOver(box)} />}
          </div>
          <p className="written-warning">
            <strong>Picture {at + 1}.</strong> {warning}
          </p>
        </li>
      ))}
    </ul>
  );
}
