import { useSearchParams } from 'react-router';
import { readSearch, writeSearch, type SearchState } from './search-state';

export type ChangeSearch = (change: Partial<SearchState>, options?: { replace?: boolean }) => void;

/** The shop page's state as it stands in the address, and how to change it. */
export function useSearch(): [SearchState, ChangeSearch] {
  const [params, setParams] = useSearchParams();
  const change: ChangeSearch = (part, { replace = false } = {}) => {
    // From the address as it is now: the change may come from work that began before an earlier change.
    const now = readSearch(new URLSearchParams(location.search));
    setParams(writeSearch({ ...now, ...part }), { replace, preventScrollReset: true });
  };
  return [readSearch(params), change];
}
