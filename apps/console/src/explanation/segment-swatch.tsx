import { facetColour } from './facets';
import type { Segment } from './score-segments';

/** The look of a segment on the bar, as a small square. */
export function SegmentSwatch({ segment }: { readonly segment: Segment }) {
  return (
    <span
      className={`score-swatch bar-${segment.kind}`}
      style={segment.kind === 'neuron' ? { backgroundColor: facetColour(segment.facet) } : undefined}
    />
  );
}
