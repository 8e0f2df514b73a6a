import type { ReactNode } from 'react';

function icon(name: string, children: ReactNode) {
  function Icon({ size = 20 }: { readonly size?: number }) {
    return (
      <svg
        width={size}
        height={size}
        viewBox="0 0 24 24"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.8"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
        focusable="false"
      >
        {children}
      </svg>
    );
  }
  Icon.displayName = name;
  return Icon;
}

export const SearchIcon = icon(
  'SearchIcon',
  <path d="m20 20-4.5-4.5M17 10.5a6.5 6.5 0 1 1-13 0 6.5 6.5 0 0 1 13 0Z" />,
);
export const PictureIcon = icon(
  'PictureIcon',
  <path d="M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9.2a.7.7 0 1 1-1.4 0 .7.7 0 0 1 1.4 0Z" />,
);
export const WordsIcon = icon('WordsIcon', <path d="M4 6h16M4 12h16M4 18h10" />);
export const CloseIcon = icon('CloseIcon', <path d="M6 6l12 12M18 6 6 18" />);
export const HeartIcon = icon(
  'HeartIcon',
  <path d="M12 20s-7.5-4.6-7.5-10.2A4.2 4.2 0 0 1 12 7.2a4.2 4.2 0 0 1 7.5 2.6C19.5 15.4 12 20 12 20Z" />,
);
export const NotThisIcon = icon(
  'NotThisIcon',
  <path d="M18.4 5.6 5.6 18.4M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0Z" />,
);
export const SimilarIcon = icon('SimilarIcon', <path d="M4 4h9v9H4zM11 16v4h9v-9h-4" />);
export const SunIcon = icon(
  'SunIcon',
  <path d="M16 12a4 4 0 1 1-8 0 4 4 0 0 1 8 0ZM12 3v1.5M12 19.5V21M3 12h1.5M19.5 12H21M5.6 5.6l1.1 1.1M17.3 17.3l1.1 1.1M18.4 5.6l-1.1 1.1M6.7 17.3l-1.1 1.1" />,
);
export const MoonIcon = icon('MoonIcon', <path d="M20 14.5A8.3 8.3 0 0 1 9.5 4a8.3 8.3 0 1 0 10.5 10.5Z" />);
export const CheckIcon = icon('CheckIcon', <path d="m5 12.5 4.5 4.5L19 7.5" />);
export const UnclearIcon = icon('UnclearIcon', <path d="M5 12c2.3-3 4.7-3 7 0s4.7 3 7 0" />);
export const DownIcon = icon('DownIcon', <path d="m6 9 6 6 6-6" />);

export function StarIcon() {
  return (
    <svg width="14" height="14" viewBox="0 0 24 24" fill="currentColor" aria-hidden="true" focusable="false">
      <path d="m12 3 2.7 5.8 6.3.8-4.6 4.4 1.2 6.3L12 17.2 6.4 20.3l1.2-6.3L3 9.6l6.3-.8z" />
    </svg>
  );
}
