import { useState, type SubmitEvent } from 'react';
import { Button, FileTrigger, Input, Label, TextField } from 'react-aria-components';
import { answerOf, api } from '../api/client';
import { useAnswer } from '../api/use-answer';
import { FailureNote } from '../app/failure-note';
import { CloseIcon, PictureIcon } from '../app/icons';
import { facetColour } from '../explanation/facets';
import { NeuronChip } from '../explanation/neuron-chip';
import { PictureDrop } from '../pictures/picture-drop';
import { acceptedPictures, toQueryPicture } from '../pictures/query-picture';
import { formatHundredths, formatShare } from './format-number';
import type { Fired } from './types';

/** Which neurons fire for these words, this picture, or both. */
export function FireBox() {
  const [typed, setTyped] = useState('');
  const [text, setText] = useState('');
  const [picture, setPicture] = useState<string | null>(null);
  const isAsked = text !== '' || picture !== null;
  const { answer, failure, retry, isLoading } = useAnswer(
    isAsked ? JSON.stringify([text, picture]) : null,
    (signal) =>
      answerOf(
        api.POST('/v1/neurons/fire', {
          body: { ...(text === '' ? {} : { text }), ...(picture === null ? {} : { image: picture }) },
          signal,
        }),
      ),
  );
  const choose = async (files: readonly File[]) => {
    const [file] = files;
    if (file !== undefined) setPicture(await toQueryPicture(file));
  };
  const look = (event: SubmitEvent) => {
    event.preventDefault();
    setText(typed.trim());
  };
  return (
    <PictureDrop onPictures={(files) => void choose(files)} label="Drop or paste a picture">
      <section className="panel stack" aria-labelledby="fires-for">
        <h2 id="fires-for">What fires?</h2>
        <form className="fire-form" onSubmit={look}>
          <TextField className="field fire-text" value={typed} onChange={setTyped}>
            <Label>Words</Label>
            <Input className="input" maxLength={2000} placeholder="For example: striped cotton towel" />
          </TextField>
          <Button className="button primary" type="submit">
            Look
          </Button>
          <FileTrigger
            acceptedFileTypes={acceptedPictures}
            onSelect={(files) => void choose(files === null ? [] : [...files])}
          >
            <Button className="button">
              <PictureIcon /> Choose a picture
            </Button>
          </FileTrigger>
        </form>
        <p className="quiet small">Or drop a picture here, or paste one.</p>
        {failure !== undefined && <FailureNote failure={failure} retry={retry} />}
        <div className="fire-answers" aria-live="polite" aria-busy={isLoading}>
          {text !== '' && answer?.text !== undefined && (
            <FiredList title={`For “${text}”`} fired={answer.text} />
          )}
          {picture !== null && (
            <div className="stack">
              <div className="fire-picture">
                <img src={picture} alt="Yours" width={96} height={96} />
                <Button className="button" onPress={() => setPicture(null)}>
                  <CloseIcon size={16} /> Remove the picture
                </Button>
              </div>
              {answer?.image !== undefined && <FiredList title="For the picture" fired={answer.image} />}
            </div>
          )}
        </div>
      </section>
    </PictureDrop>
  );
}

function FiredList({ title, fired }: { readonly title: string; readonly fired: Fired }) {
  const most = Math.max(...fired.neurons.map(({ activation }) => activation));
  return (
    <div className="stack fired">
      <h3>{title}</h3>
      {fired.neurons.length === 0 ? (
        <p className="quiet">No neuron fires.</p>
      ) : (
        <ol className="fired-list">
          {fired.neurons.map((neuron) => (
            <li key={neuron.id}>
              <NeuronChip neuron={neuron} />
              <span className="fired-bar" aria-hidden="true">
                <span
                  style={{
                    width: `${(neuron.activation / most) * 100}%`,
                    background: facetColour(neuron.facet),
                  }}
                />
              </span>
              <span className="number small">{formatHundredths(neuron.activation)}</span>
            </li>
          ))}
        </ol>
      )}
      <p className="quiet small">Together they explain {formatShare(fired.explained)} of it.</p>
    </div>
  );
}
