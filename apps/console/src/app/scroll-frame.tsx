import type { ReactNode } from 'react';

/** A frame in which a wide table scrolls by itself, also by keyboard; the page never scrolls sideways. */
export function ScrollFrame({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls: without a tab stop the rest can't be read by keyboard in Safari (WCAG 2.1.1)
    <div className="scroll-frame" role="region" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}
