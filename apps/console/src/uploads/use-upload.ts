import { useEffect, useState } from 'react';
import { answerOf, api, asFailure, type Failure } from '../api/client';
import type { Upload } from '../api/types';
import { eventStream } from './event-stream';

const pauseBeforeReconnect = 2000;

export function hasEnded({ state }: Upload): boolean {
  return state === 'done' || state === 'failed';
}

/** How far an upload is, as it happens; a broken connection is taken up again until the upload has ended. */
export function useUpload(id: string): { upload: Upload | undefined; failure: Failure | undefined } {
  const [known, setKnown] = useState<{ id: string; upload?: Upload; failure?: Failure }>({ id });
  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    const isStopped = () => signal.aborted;
    const follow = async () => {
      while (!isStopped()) {
        try {
          const upload = await answerOf(
            api.GET('/v1/catalogue/uploads/{id}', { params: { path: { id } }, signal }),
          );
          setKnown({ id, upload });
          if (hasEnded(upload)) return;
          for await (const data of eventStream(
            `/v1/catalogue/uploads/${encodeURIComponent(id)}/events`,
            signal,
          )) {
            setKnown({ id, upload: JSON.parse(data) as Upload });
          }
        } catch (cause) {
          if (isStopped()) return;
          const failure = asFailure(cause);
          setKnown((before) => ({ ...before, id, failure }));
          if (failure.status >= 400 && failure.status < 500) return;
          await new Promise((resolve) => setTimeout(resolve, pauseBeforeReconnect));
        }
      }
    };
    void follow();
    return () => stop.abort();
  }, [id]);
  return known.id === id
    ? { upload: known.upload, failure: known.failure }
    : { upload: undefined, failure: undefined };
}
