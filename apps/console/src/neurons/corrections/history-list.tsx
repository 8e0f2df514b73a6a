import { useState } from 'react';
import { Button } from 'react-aria-components';
import { answerOf, api } from '../../api/client';
import { useAnswer } from '../../api/use-answer';
import { FailureNote } from '../../app/failure-note';
import { changeWords } from './change-words';
import type { Setting } from './use-correction';

interface Props {
  readonly id: number;
  /** Corrections made on this page: with each the history is asked for again. */
  readonly made: number;
  readonly isSending: boolean;
  readonly send: (setting: Setting) => void;
}

const times = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const shownAtFirst = 10;
const most = 200;

/** Who changed what, the latest first; what was not undone yet can be. */
export function HistoryList({ id, made, isSending, send }: Props) {
  const [limit, setLimit] = useState(shownAtFirst);
  const { answer, failure, retry } = useAnswer(`${limit} ${made}`, (signal) =>
    answerOf(
      api.GET('/v1/neurons/{id}/history', {
        params: { path: { id }, query: { limit } },
        signal,
      }),
    ),
  );
  return (
    <div className="stack">
      <h3>What people changed</h3>
      {failure !== undefined && <FailureNote failure={failure} retry={retry} />}
      {answer?.total === 0 && <p className="quiet">Nobody has corrected it yet.</p>}
      <ol className="history">
        {(answer?.changes ?? []).map((change) => (
          <li key={change.id} className={change.undone === null ? undefined : 'history-undone'}>
            <p>
              <strong>{change.author}</strong> {changeWords(change)}
              {change.reason !== null && <q className="history-reason">{change.reason}</q>}
            </p>
            <p className="small quiet">
              {change.id}, {times.format(new Date(change.at))}
              {change.undone !== null && `, taken back by ${change.undone.author}`}
            </p>
            {change.kind !== 'undo' && change.undone === null && (
              <Button
                className="button neurons-kind"
                isDisabled={isSending}
                aria-label={`Undo: ${change.author} ${changeWords(change)}`}
                onPress={() => send({ kind: 'undo', change: change.id })}
              >
                Undo
              </Button>
            )}
          </li>
        ))}
      </ol>
      {answer !== undefined && answer.total > limit && limit < most && (
        <p>
          <Button className="button" onPress={() => setLimit(most)}>
            Show earlier changes
          </Button>
        </p>
      )}
    </div>
  );
}
