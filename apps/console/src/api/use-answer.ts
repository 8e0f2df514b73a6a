import { useEffect, useEffectEvent, useState } from 'react';
import { asFailure, type Failure } from './client';

export interface Asked<T> {
  /** The latest answer; while a newer one is awaited, still the one before. */
  readonly answer: T | undefined;
  readonly failure: Failure | undefined;
  readonly isLoading: boolean;
  readonly retry: () => void;
}

interface Settled<T> {
  readonly question: string;
  readonly answer?: T | undefined;
  readonly failure?: Failure;
}

/**
 * Asks again whenever `key` changes and gives up the call before.
 * @param key names the question; null asks nothing.
 */
export function useAnswer<T>(key: string | null, ask: (signal: AbortSignal) => Promise<T>): Asked<T> {
  const [settled, setSettled] = useState<Settled<T> | null>(null);
  const [attempt, setAttempt] = useState(0);
  const question = key === null ? null : `${attempt} ${key}`;
  const start = useEffectEvent(ask);
  useEffect(() => {
    if (question === null) return;
    const call = new AbortController();
    start(call.signal).then(
      (answer) => {
        if (!call.signal.aborted) setSettled({ question, answer });
      },
      (cause: unknown) => {
        if (call.signal.aborted) return;
        setSettled((before) => ({ question, answer: before?.answer, failure: asFailure(cause) }));
      },
    );
    return () => call.abort();
  }, [question]);
  const isCurrent = settled?.question === question;
  return {
    answer: question === null ? undefined : settled?.answer,
    failure: isCurrent ? settled.failure : undefined,
    isLoading: question !== null && !isCurrent,
    retry: () => setAttempt((count) => count + 1),
  };
}
