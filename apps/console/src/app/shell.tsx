import { Suspense } from 'react';
import { Link, NavLink, Outlet } from 'react-router';
import { KeyForm } from './key-form';
import { ThemeSwitch } from './theme-switch';
import './shell.css';

const pages = [
  { to: '/', name: 'Shop' },
  { to: '/choose', name: 'Help me choose' },
  { to: '/alignment', name: 'Fit check' },
  { to: '/uploads', name: 'Add products' },
  { to: '/neurons', name: 'Neurons' },
];

/** What every page has around it. */
export function Shell() {
  return (
    <>
      <a className="shell-skip" href="#main">
        Skip to the page
      </a>
      <header className="shell-header">
        <Link className="shell-name" to="/">
          <img src="/favicon.svg" alt="" width={24} height={24} />
          Concella
        </Link>
        <nav className="shell-nav" aria-label="Pages">
          {pages.map(({ to, name }) => (
            <NavLink key={to} to={to} end={to === '/'}>
              {name}
            </NavLink>
          ))}
        </nav>
        <ThemeSwitch />
      </header>
      <main className="shell-main" id="main" tabIndex={-1}>
        <KeyForm />
        <Suspense fallback={<p className="quiet">One moment …</p>}>
          <Outlet />
        </Suspense>
      </main>
    </>
  );
}
