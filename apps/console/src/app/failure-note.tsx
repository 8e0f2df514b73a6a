import { Button } from 'react-aria-components';
import type { Failure } from '../api/client';
import './notes.css';

/** Says what went wrong and what to do next. */
export function FailureNote({ failure, retry }: { readonly failure: Failure; readonly retry?: () => void }) {
  return (
    <div className="note note-bad" role="alert">
      <p>{failure.message}</p>
      {failure.fixes.map((fix) => (
        <p key={fix} className="small">
          What helps: {fix}.
        </p>
      ))}
      {retry !== undefined && (
        <Button className="button" onPress={retry}>
          Try again
        </Button>
      )}
    </div>
  );
}
