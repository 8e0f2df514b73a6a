import { useState, useSyncExternalStore, type SubmitEvent } from 'react';
import { Button, Input, Label, TextField } from 'react-aria-components';
import { accessKey } from '../api/access-key';

/** Asks for an API key once an answer said that this installation wants one. */
export function KeyForm() {
  const wanted = useSyncExternalStore(accessKey.subscribe, accessKey.isWanted);
  const [key, setKey] = useState('');
  if (!wanted) return null;
  const keep = (event: SubmitEvent) => {
    event.preventDefault();
    accessKey.keep(key.trim());
    location.reload();
  };
  return (
    <form className="panel stack" onSubmit={keep} aria-label="API key">
      <p>This installation asks for an API key. Whoever runs it can give you one.</p>
      <div className="row">
        <TextField className="field" value={key} onChange={setKey} type="password" isRequired>
          <Label>API key</Label>
          <Input className="input" autoComplete="off" />
        </TextField>
        <Button className="button primary" type="submit">
          Use this key
        </Button>
      </div>
    </form>
  );
}
