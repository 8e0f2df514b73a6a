import { useSearchParams } from 'react-router';
import { readChoice, writeChoice, type ChoiceState } from './choice-state';

export type ChangeChoice = (change: Partial<ChoiceState>, options?: { replace?: boolean }) => void;

/** The dialogue as it stands in the address, and how to change it. */
export function useChoice(): [ChoiceState, ChangeChoice] {
  const [params, setParams] = useSearchParams();
  const change: ChangeChoice = (part, { replace = false } = {}) => {
    // From the address as it is now: the change may come from work that began before an earlier change.
    const now = readChoice(new URLSearchParams(location.search));
    setParams(writeChoice({ ...now, ...part }), { replace, preventScrollReset: true });
  };
  return [readChoice(params), change];
}
