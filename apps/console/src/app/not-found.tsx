import { Link } from 'react-router';
import { PageTitle } from './page-title';

export function NotFound() {
  return (
    <div className="stack">
      <PageTitle>There is no such page</PageTitle>
      <p>
        The address may be mistyped. <Link to="/">Go to the shop</Link>
      </p>
    </div>
  );
}
