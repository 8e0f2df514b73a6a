import { useEffect, useRef, useState } from 'react';
import { Button, FileTrigger, Input, SearchField } from 'react-aria-components';
import { CloseIcon, PictureIcon, SearchIcon } from '../app/icons';
import { acceptedPictures } from '../pictures/query-picture';

interface Props {
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly onPicture: (files: File[]) => void;
}

/** Answers are asked for this long after the last key. */
const typingPause = 150;

/** Words to search for, and the way to choose a picture. */
export function SearchBox({ text, onText, onPicture }: Props) {
  const [typed, setTyped] = useState(text);
  const [seen, setSeen] = useState(text);
  const [sent, setSent] = useState(text);
  const pause = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  if (text !== seen) {
    setSeen(text);
    // The address changed by itself (back, a link): it wins over what stands in the field.
    if (text !== sent) {
      setSent(text);
      setTyped(text);
    }
  }
  useEffect(() => () => clearTimeout(pause.current), []);

  const send = (value: string) => {
    clearTimeout(pause.current);
    setSent(value);
    if (value !== text) onText(value);
  };
  const type = (value: string) => {
    setTyped(value);
    clearTimeout(pause.current);
    pause.current = setTimeout(() => send(value), typingPause);
  };

  return (
    <div className="search-box" role="search">
      <span className="search-box-icon">
        <SearchIcon />
      </span>
      <SearchField
        className="search-box-field"
        aria-label="Search"
        value={typed}
        onChange={type}
        onSubmit={send}
      >
        <Input placeholder="Describe it, or show a picture" maxLength={2000} enterKeyHint="search" />
        <Button className="button plain icon search-box-clear" aria-label="Clear the words">
          <CloseIcon />
        </Button>
      </SearchField>
      <FileTrigger
        acceptedFileTypes={acceptedPictures}
        onSelect={(files) => onPicture(files === null ? [] : [...files])}
      >
        <Button className="button plain" aria-label="Search with a picture">
          <PictureIcon />
          <span className="search-box-picture-word">Picture</span>
        </Button>
      </FileTrigger>
    </div>
  );
}
