import { useState } from 'react';
import { Button } from 'react-aria-components';
import { MoonIcon, SunIcon } from './icons';

type Theme = 'light' | 'dark';
const stored = 'concella-theme';

function systemTheme(): Theme {
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

/** Puts the theme chosen earlier on the page; without one the system decides. */
export function applyStoredTheme(): void {
  const theme = localStorage.getItem(stored);
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
}

export function ThemeSwitch() {
  const [theme, setTheme] = useState<Theme>(() =>
    document.documentElement.dataset.theme === undefined
      ? systemTheme()
      : document.documentElement.dataset.theme === 'dark'
        ? 'dark'
        : 'light',
  );
  const other: Theme = theme === 'dark' ? 'light' : 'dark';
  const change = () => {
    document.documentElement.dataset.theme = other;
    localStorage.setItem(stored, other);
    setTheme(other);
  };
  return (
    <Button className="button plain icon shell-theme" onPress={change} aria-label={`Use the ${other} theme`}>
      {theme === 'dark' ? <SunIcon /> : <MoonIcon />}
    </Button>
  );
}
