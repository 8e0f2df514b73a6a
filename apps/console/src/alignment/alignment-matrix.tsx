import { useState } from 'react';
import { ToggleButton } from 'react-aria-components';
import type { Alignment, AlignmentPair } from '../api/types';
import { CheckIcon, CloseIcon, UnclearIcon } from '../app/icons';
import { ScrollFrame } from '../app/scroll-frame';
import { PairDetail } from './pair-detail';
import { WrittenPictures } from './written-pictures';

interface Props {
  readonly alignment: Alignment;
  readonly pictures: readonly string[];
  readonly texts: readonly string[];
}

const verdicts = {
  fits: { word: 'fits', Icon: CheckIcon },
  unclear: { word: 'unclear', Icon: UnclearIcon },
  'does-not-fit': { word: 'does not fit', Icon: CloseIcon },
} as const;

/** On the whole it fits, but a word of the text is contradicted by the picture. */
const inPart = { word: 'fits in part', Icon: UnclearIcon } as const;

/** Every picture against every text; a cell opens what both sides say. */
export function AlignmentMatrix({ alignment, pictures, texts }: Props) {
  const [chosen, setChosen] = useState<AlignmentPair | null>(alignment.pairs[0] ?? null);
  const { truePairs } = alignment.calibration;
  const open = chosen === null ? undefined : alignment.pairs.find((pair) => isSame(pair, chosen));
  return (
    <section className="stack" aria-label="Comparison">
      <p className="quiet small" role="status">
        {alignment.pairs.length === 1 ? '1 pair' : `${alignment.pairs.length} pairs`} compared. The number is
        how many of 100 products of this shop fit their own words less well; it rests on {truePairs} pairs.
      </p>
      <WrittenPictures alignment={alignment} pictures={pictures} />
      <ScrollFrame label="Comparison table">
        <table className="matrix">
          <thead>
            <tr>
              <td />
              {pictures.map((picture, index) => (
                <th key={picture} scope="col">
                  <img src={picture} alt={`Number ${index + 1}`} width={72} height={72} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {texts.map((text, row) => (
              <tr key={`${row} ${text}`}>
                <th scope="row">{text}</th>
                {pictures.map((picture, column) => {
                  const pair = alignment.pairs.find((each) => each.picture === column && each.text === row);
                  return (
                    <td key={picture}>
                      {pair !== undefined && (
                        <Cell pair={pair} isOpen={pair === open} onOpen={() => setChosen(pair)} />
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollFrame>
      {open !== undefined && (
        <PairDetail pair={open} picture={pictures[open.picture] ?? ''} text={texts[open.text] ?? ''} />
      )}
    </section>
  );
}

function isSame(a: AlignmentPair, b: AlignmentPair): boolean {
  return a.picture === b.picture && a.text === b.text;
}

function Cell(props: {
  readonly pair: AlignmentPair;
  readonly isOpen: boolean;
  readonly onOpen: () => void;
}) {
  const { pair, isOpen, onOpen } = props;
  const fitsInPart = pair.verdict === 'fits' && pair.claims.some(({ disagrees }) => disagrees);
  const { word, Icon } = fitsInPart ? inPart : verdicts[pair.verdict];
  return (
    <ToggleButton
      className={`matrix-cell matrix-${fitsInPart ? 'unclear' : pair.verdict}`}
      isSelected={isOpen}
      onChange={onOpen}
    >
      <span className="matrix-verdict">
        <Icon size={16} /> {word}
      </span>
      <span className="matrix-percentile">{Math.round(pair.percentileAmongTrue)}</span>
    </ToggleButton>
  );
}
