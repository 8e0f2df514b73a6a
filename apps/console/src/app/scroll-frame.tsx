import type { ReactNode } from 'react';

/** A frame in which a wide table scrolls by itself, also by keyboard; the page never scrolls sideways. */
export function ScrollFrame({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    // The rule is right for regions that only hold text. This one scrolls, and not every browser lets the keyboard into what
    // scrolls (Safari does not); without a tab stop the rest of the table can't be read (WCAG 2.1.1).
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- see above: it scrolls
    <div className="scroll-frame" role="region" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}
