import { useState, type SubmitEvent } from 'react';
import { Button, Input, Label, TextField } from 'react-aria-components';
import type { Facet } from '../../api/types';
import { facets } from '../../explanation/facets';
import type { NeuronDetail } from '../types';
import type { Setting } from './use-correction';

interface Props {
  readonly neuron: NeuronDetail;
  readonly isSending: boolean;
  readonly send: (setting: Setting) => void;
}

/** The language of the dictionary's own names and of sentences. */
const own = 'en';
const languages = ['en', 'de', 'fr', 'es', 'it', 'nl', 'pl', 'pt'] as const;
const languageNames = new Intl.DisplayNames('en', { type: 'language' });

/** Gives it another name, in one language; or says that it has none. */
export function NameForm({ neuron, isSending, send }: Props) {
  const [language, setLanguage] = useState<string>(own);
  const [name, setName] = useState(neuron.name ?? '');
  const [facet, setFacet] = useState<Facet | null>(neuron.facet);
  const isOwn = language === own;
  const choose = (tag: string) => {
    setLanguage(tag);
    setName(tag === own ? (neuron.name ?? '') : (neuron.names[tag]?.name ?? ''));
  };
  const give = (given: string | null): Setting => ({
    kind: 'name',
    name: given,
    ...(isOwn ? { facet } : { language }),
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (name.trim() !== '') send(give(name.trim()));
  };
  return (
    <form className="panel stack" onSubmit={submit} aria-labelledby="rename">
      <h3 id="rename">Name</h3>
      <div className="corrections-name">
        <TextField className="field" value={name} onChange={setName}>
          <Label>Its name</Label>
          <Input className="input" maxLength={80} lang={language} />
        </TextField>
        <label className="field">
          <span className="label">Language</span>
          <select className="input" value={language} onChange={({ target }) => choose(target.value)}>
            {languages.map((tag) => (
              <option key={tag} value={tag}>
                {languageNames.of(tag)}
              </option>
            ))}
          </select>
        </label>
        {isOwn && (
          <label className="field">
            <span className="label">Kind</span>
            <select
              className="input"
              value={facet ?? ''}
              onChange={({ target }) => setFacet(facets.find((each) => each === target.value) ?? null)}
            >
              <option value="">none</option>
              {facets.map((each) => (
                <option key={each} value={each}>
                  {each}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      <div className="row">
        <Button className="button primary" type="submit" isDisabled={isSending || name.trim() === ''}>
          Give this name
        </Button>
        <Button className="button" isDisabled={isSending} onPress={() => send(give(null))}>
          {isOwn ? 'It has no name' : 'Take this name back'}
        </Button>
      </div>
    </form>
  );
}
