import type { TextAttribution } from '../../api/types';
import { markedWords } from '../../neurons/marked-words';

/** A text with the words underlined that carry a neuron; the thicker the line, the more the word does. */
export function EffectText({ text, words }: Pick<TextAttribution, 'text' | 'words'>) {
  return markedWords(text, words).map(({ start, text: piece, weight }) =>
    weight === 0 ? (
      piece
    ) : (
      <mark
        key={start}
        className="evidence-word"
        style={{ '--line': `${(1 + weight * 3).toFixed(1)}px` } as React.CSSProperties}
      >
        {piece}
      </mark>
    ),
  );
}
