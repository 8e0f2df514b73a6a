import { useState } from 'react';
import { Button, Toolbar } from 'react-aria-components';
import { facetColour, sureness } from './facets';
import { formatScore } from './format-score';
import type { BarLayout, PlacedSegment, Segment } from './score-segments';
import './score-bar.css';

interface Props {
  readonly layout: BarLayout;
  readonly axis: { readonly min: number; readonly max: number };
  /** What the bar belongs to, for people who don't see it. */
  readonly title: string;
  readonly size?: 'card' | 'large';
  /** Called with the neuron whose segment is pressed. */
  readonly onChoose?: (neuron: number) => void;
}

/**
 * The bar that adds up to a score. What speaks for the product runs from the left; what speaks against it
 * cuts back from the end in a lane of its own; the mark stands at the score.
 */
export function ScoreBar({ layout, axis, title, size = 'card', onChoose }: Props) {
  const [active, setActive] = useState<string | null>(null);
  const span = axis.max - axis.min;
  const place = (from: number, to: number) => ({
    left: `${((from - axis.min) / span) * 100}%`,
    width: `${((to - from) / span) * 100}%`,
  });
  const all = [...layout.forIt, ...layout.against];
  const told = all.find(({ key }) => key === active);
  const piece = (segment: PlacedSegment) => (
    <Button
      key={segment.key}
      className={`bar-piece bar-${segment.kind}`}
      style={{
        ...place(segment.from, segment.to),
        ...(segment.kind === 'neuron' ? { backgroundColor: facetColour(segment.facet) } : {}),
      }}
      aria-label={`${segmentDetail(segment)}: ${formatScore(segment.value)}`}
      onHoverStart={() => setActive(segment.key)}
      onHoverEnd={() => setActive(null)}
      onFocus={() => setActive(segment.key)}
      onBlur={() => setActive(null)}
      onPress={() => {
        setActive(segment.key);
        if (segment.neuron !== undefined) onChoose?.(segment.neuron.id);
      }}
    />
  );
  return (
    <div className={`bar bar-size-${size}`}>
      <Toolbar className="bar-lanes" aria-label={`What the score of ${title} is made of`}>
        <div className="bar-lane">
          {layout.forIt.map(piece)}
          {layout.score < layout.max && (
            <span className="bar-taken" style={place(Math.max(0, layout.score), layout.max)} />
          )}
        </div>
        {layout.against.length > 0 && (
          <div className="bar-lane bar-lane-against">{layout.against.map(piece)}</div>
        )}
        <span className="bar-score-mark" style={{ left: `${((layout.score - axis.min) / span) * 100}%` }} />
      </Toolbar>
      {told !== undefined && (
        <div
          className="bar-told"
          aria-hidden="true"
          style={{ '--at': `${tellAt(told, axis)}%` } as React.CSSProperties}
        >
          <strong>{told.label}</strong>
          <span className="number">{formatScore(told.value)}</span>
          <span className="quiet">{moreOf(told)}</span>
        </div>
      )}
    </div>
  );
}

function tellAt(segment: PlacedSegment, axis: { min: number; max: number }): number {
  const middle = ((segment.from + segment.to) / 2 - axis.min) / (axis.max - axis.min);
  return Math.round(middle * 100);
}

const channelWords = { image: 'pictures', description: 'description', reviews: 'reviews' } as const;

/** Where a neuron was seen, the strongest place first: "pictures, reviews". */
export function seenIn({ neuron }: Segment): string {
  if (neuron === undefined) return '';
  return (['image', 'description', 'reviews'] as const)
    .filter((channel) => Math.abs(neuron.channels[channel]) > 0.1 * Math.abs(neuron.contribution))
    .toSorted((a, b) => Math.abs(neuron.channels[b]) - Math.abs(neuron.channels[a]))
    .map((channel) => channelWords[channel])
    .join(', ');
}

function moreOf(segment: Segment): string {
  if (segment.neuron === undefined) return segment.value < 0 ? 'speaks against it' : '';
  const { facet, name, confidence } = segment.neuron;
  const places = seenIn(segment);
  return [facet, name === null ? null : sureness(confidence), places && `from ${places}`]
    .filter(Boolean)
    .join(' · ');
}

function segmentDetail(segment: Segment): string {
  return [segment.label, moreOf(segment)].filter(Boolean).join(', ');
}
