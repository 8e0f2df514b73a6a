import { useState } from 'react';
import { Button, Input, Label, TextField } from 'react-aria-components';
import { FailureNote } from '../../app/failure-note';
import type { NeuronDetail } from '../types';
import { author } from './author';
import { HistoryList } from './history-list';
import { MergeForm } from './merge-form';
import { NameForm } from './name-form';
import { useCorrection, type Setting } from './use-correction';
import './corrections.css';

interface Props {
  readonly neuron: NeuronDetail;
  readonly onCorrected: (neuron: NeuronDetail) => void;
}

const exclusions = [
  { from: 'nothing', name: 'Used everywhere' },
  { from: 'reasons', name: 'Kept out of reasons' },
  { from: 'ranking', name: 'Kept out of ranking' },
] as const;

/** What people may correct of a neuron, signed with their name; its history, and the way back. */
export function CorrectionsPanel({ neuron, onCorrected }: Props) {
  const [by, setBy] = useState(author.current);
  const [reason, setReason] = useState('');
  const [isAskedForName, setAskedForName] = useState(false);
  const { isSending, failure, outcome, count, correct } = useCorrection(neuron.id, (corrected) => {
    setReason('');
    onCorrected(corrected);
  });
  const send = (setting: Setting) => {
    if (by.trim() === '') {
      setAskedForName(true);
      return;
    }
    author.keep(by.trim());
    correct(setting, { author: by.trim(), reason });
  };
  return (
    <section className="stack corrections" aria-labelledby="corrections">
      <h2 id="corrections">Correct it</h2>
      <p className="quiet small">
        Every change takes effect with the next search, is kept with your name, and can be undone.
      </p>
      <div className="corrections-signature">
        <TextField
          className="field"
          value={by}
          onChange={(value) => {
            setBy(value);
            setAskedForName(false);
          }}
          isInvalid={isAskedForName}
          isRequired
        >
          <Label>Your name</Label>
          <Input className="input" maxLength={100} autoComplete="name" />
          {isAskedForName && <p role="alert">Say who you are, then choose again.</p>}
        </TextField>
        <TextField className="field" value={reason} onChange={setReason}>
          <Label>
            Why <span className="quiet">(for the history)</span>
          </Label>
          <Input className="input" maxLength={300} />
        </TextField>
      </div>
      <div className="corrections-forms">
        <NameForm
          key={`${neuron.name ?? ''} ${neuron.facet ?? ''}`}
          neuron={neuron}
          isSending={isSending}
          send={send}
        />
        <div className="panel stack">
          <h3>Where it is used</h3>
          <div className="row" role="group" aria-label="Where it is used">
            {exclusions.map(({ from, name }) => (
              <Button
                key={from}
                className={neuron.excludedFrom === from ? 'button on' : 'button'}
                aria-pressed={neuron.excludedFrom === from}
                isDisabled={isSending}
                onPress={() => send({ kind: 'excluded', from })}
              >
                {name}
              </Button>
            ))}
          </div>
          <p className="small quiet">
            Out of reasons: still counted, never said. Out of ranking: as if it were not there.
          </p>
          <div className="row">
            <Button
              className="button"
              isDisabled={isSending}
              onPress={() => send({ kind: 'hidden', hidden: !neuron.hidden })}
            >
              {neuron.hidden ? 'Show it again' : 'Hide it'}
            </Button>
            <span className="small quiet">Hidden: no answer tells its name.</span>
          </div>
        </div>
        <MergeForm neuron={neuron} isSending={isSending} send={send} />
        <div className="panel stack">
          <h3>Does it touch people?</h3>
          <p className="small">
            {neuron.sensitive
              ? 'It is marked as sensitive (gender, skin, age, religion, body): shoppers never read it.'
              : 'It is not marked as sensitive.'}
            {neuron.release !== null &&
              ` ${neuron.release.author} proposes to release it; another person has to confirm.`}
          </p>
          <div className="row">
            {(!neuron.sensitive || neuron.release !== null) && (
              <Button
                className="button"
                isDisabled={isSending}
                onPress={() => send({ kind: 'sensitive', sensitive: true })}
              >
                {neuron.sensitive ? 'Keep it sensitive' : 'Mark as sensitive'}
              </Button>
            )}
            {neuron.sensitive && (
              <Button
                className="button"
                isDisabled={isSending}
                onPress={() => send({ kind: 'sensitive', sensitive: false })}
              >
                {neuron.release === null ? 'Propose to release it' : 'Confirm the release'}
              </Button>
            )}
          </div>
        </div>
      </div>
      <div aria-live="polite">
        {failure !== null && <FailureNote failure={failure} />}
        {outcome !== null && <p className="corrections-outcome">{outcome}</p>}
      </div>
      <HistoryList id={neuron.id} made={count} isSending={isSending} send={send} />
    </section>
  );
}
