import { useState } from 'react';
import { answerOf, api, asFailure, type Failure } from '../../api/client';
import type { Facet } from '../../api/types';
import type { Corrected, NeuronDetail } from '../types';

/** What a person may set of a neuron. */
export type Setting =
  | {
      readonly kind: 'name';
      readonly name: string | null;
      readonly language?: string;
      readonly facet?: Facet | null;
    }
  | { readonly kind: 'hidden'; readonly hidden: boolean }
  | { readonly kind: 'merged'; readonly into: number | null }
  | { readonly kind: 'sensitive'; readonly sensitive: boolean }
  | { readonly kind: 'excluded'; readonly from: NeuronDetail['excludedFrom'] }
  | { readonly kind: 'undo'; readonly change: number };

export interface Signature {
  readonly author: string;
  readonly reason: string;
}

export interface Correcting {
  readonly isSending: boolean;
  readonly failure: Failure | null;
  /** What became of the last one, in words. */
  readonly outcome: string | null;
  /** How many were made here. */
  readonly count: number;
  readonly correct: (setting: Setting, signature: Signature) => void;
}

/** Sends corrections of one neuron. @param onCorrected gets the neuron as it is afterwards */
export function useCorrection(id: number, onCorrected: (neuron: NeuronDetail) => void): Correcting {
  const [isSending, setSending] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [outcome, setOutcome] = useState<string | null>(null);
  const [count, setCount] = useState(0);
  const correct = (setting: Setting, signature: Signature) => {
    setSending(true);
    setFailure(null);
    setOutcome(null);
    answerOf(send(id, setting, signature)).then(
      ({ neuron, change }: Corrected) => {
        setSending(false);
        setOutcome(change === null ? 'It was so already.' : 'Done. It can be undone below.');
        setCount((before) => before + 1);
        onCorrected(neuron);
      },
      (cause: unknown) => {
        setSending(false);
        setFailure(asFailure(cause));
      },
    );
  };
  return { isSending, failure, outcome, count, correct };
}

function send(id: number, setting: Setting, signature: Signature) {
  const params = { path: { id } };
  const signed = {
    author: signature.author,
    ...(signature.reason.trim() === '' ? {} : { reason: signature.reason }),
  };
  switch (setting.kind) {
    case 'name': {
      const { name, language, facet } = setting;
      const body = {
        name,
        ...(language === undefined ? {} : { language }),
        ...(facet === undefined ? {} : { facet }),
        ...signed,
      };
      return api.PUT('/v1/neurons/{id}/name', { params, body });
    }
    case 'hidden':
      return api.PUT('/v1/neurons/{id}/hidden', { params, body: { hidden: setting.hidden, ...signed } });
    case 'merged':
      return api.PUT('/v1/neurons/{id}/merged', { params, body: { into: setting.into, ...signed } });
    case 'sensitive':
      return api.PUT('/v1/neurons/{id}/sensitive', {
        params,
        body: { sensitive: setting.sensitive, ...signed },
      });
    case 'excluded':
      return api.PUT('/v1/neurons/{id}/excluded', { params, body: { from: setting.from, ...signed } });
    case 'undo':
      return api.POST('/v1/neurons/changes/{changeId}/undo', {
        params: { path: { changeId: setting.change } },
        body: signed,
      });
  }
}
