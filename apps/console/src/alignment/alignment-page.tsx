import { useState } from 'react';
import { Button, FileTrigger, Label, TextArea, TextField } from 'react-aria-components';
import { answerOf, api } from '../api/client';
import { useAnswer } from '../api/use-answer';
import { FailureNote } from '../app/failure-note';
import { CloseIcon, PictureIcon } from '../app/icons';
import { PageTitle } from '../app/page-title';
import { PictureDrop } from '../pictures/picture-drop';
import { acceptedPictures, toQueryPicture } from '../pictures/query-picture';
import { AlignmentMatrix } from './alignment-matrix';
import './alignment.css';

const most = 20;

interface Comparison {
  readonly pictures: readonly string[];
  readonly texts: readonly string[];
}

/** Do these pictures show what these words say? For people who write and choose for a shop. */
export default function AlignmentPage() {
  const [pictures, setPictures] = useState<readonly string[]>([]);
  const [words, setWords] = useState('');
  const [note, setNote] = useState<string | null>(null);
  const [asked, setAsked] = useState<Comparison | null>(null);
  const lines = words.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));
  const texts = lines.slice(0, most);
  const alignment = useAnswer(asked === null ? null : JSON.stringify(asked), (signal) =>
    answerOf(
      api.POST('/v1/alignment', {
        body: { pictures: [...(asked?.pictures ?? [])], texts: [...(asked?.texts ?? [])] },
        signal,
      }),
    ),
  );

  const add = async (files: readonly File[]) => {
    const read = await Promise.all(files.slice(0, most).map(toQueryPicture));
    setPictures((before) => [...new Set([...before, ...read])].slice(0, most));
    setNote(
      pictures.length + files.length > most
        ? `At most ${most} pictures at once: the first ${most} were taken. Remove some to make room.`
        : null,
    );
  };
  const isReady = pictures.length > 0 && texts.length > 0;
  const isChanged =
    asked === null ||
    asked.pictures.join() !== pictures.join() ||
    asked.texts.join('\n') !== texts.join('\n');

  return (
    <div className="stack alignment">
      <PageTitle>Do the words fit the picture?</PageTitle>
      <p className="quiet alignment-lead">
        Put in pictures and the words meant for them. Each pair is compared with the pictures and texts of
        this shop, and you see what both say, what only the picture shows, and what only the words claim.
      </p>
      <div className="alignment-inputs">
        <PictureDrop onPictures={(files) => void add(files)} label="Drop or paste pictures">
          <div className="panel stack alignment-pictures">
            <div className="row">
              <h2>Pictures</h2>
              <span className="quiet small">
                {pictures.length} of {most}
              </span>
            </div>
            <ul className="row">
              {pictures.map((picture, index) => (
                <li key={picture} className="alignment-picture">
                  <img src={picture} alt={`Number ${index + 1}`} width={88} height={88} />
                  <Button
                    className="alignment-remove"
                    aria-label={`Remove picture ${index + 1}`}
                    onPress={() => setPictures(pictures.filter((each) => each !== picture))}
                  >
                    <CloseIcon size={14} />
                  </Button>
                </li>
              ))}
            </ul>
            <FileTrigger
              acceptedFileTypes={acceptedPictures}
              allowsMultiple
              onSelect={(files) => void add(files === null ? [] : [...files])}
            >
              <Button className="button alignment-choose">
                <PictureIcon /> Choose pictures
              </Button>
            </FileTrigger>
            <p className="quiet small">Or drop them here, or paste one.</p>
            {note !== null && <p role="alert">{note}</p>}
          </div>
        </PictureDrop>
        <div className="panel stack">
          <TextField className="field" value={words} onChange={setWords}>
            <Label>
              <span className="alignment-label">Words</span>{' '}
              <span className="quiet small">
                one text on each line, {texts.length} of {most}
              </span>
            </Label>
            <TextArea
              className="input alignment-words"
              rows={6}
              placeholder={'a red ceramic mug\nblue running shoes'}
            />
          </TextField>
          {lines.length > most && (
            <p role="alert">Only the first {most} lines are compared. Compare the rest afterwards.</p>
          )}
        </div>
      </div>
      <div className="row">
        <Button
          className="button primary"
          isDisabled={!isReady || (alignment.isLoading && !isChanged)}
          onPress={() => setAsked({ pictures, texts })}
        >
          {alignment.isLoading ? 'Comparing …' : 'Compare'}
        </Button>
        {!isReady && <span className="quiet">Add at least one picture and one line of words.</span>}
      </div>
      {alignment.failure !== undefined && <FailureNote failure={alignment.failure} retry={alignment.retry} />}
      {asked !== null &&
        alignment.answer !== undefined &&
        !alignment.isLoading &&
        alignment.failure === undefined && (
          <AlignmentMatrix alignment={alignment.answer} pictures={asked.pictures} texts={asked.texts} />
        )}
    </div>
  );
}
