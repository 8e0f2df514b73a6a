import { Label, ProgressBar } from 'react-aria-components';
import { Link, useParams } from 'react-router';
import type { Upload } from '../api/types';
import { FailureNote } from '../app/failure-note';
import { PageTitle } from '../app/page-title';
import { RowErrors } from './row-errors';
import { hasEnded, useUpload } from './use-upload';
import '../app/notes.css';
import './uploads.css';

const stateWords: Readonly<Record<Upload['state'], string>> = {
  queued: 'Waiting for its turn. You can leave this page; its address brings you back.',
  running: 'Being read and added. You can leave this page; its address brings you back.',
  done: 'Done. The products are in the shop.',
  failed: 'This upload could not be read. See below what to change, then send it again.',
};

/** How far an upload is, and what was wrong with which row. */
export default function UploadProgressPage() {
  const { id = '' } = useParams();
  const { upload, failure } = useUpload(id);
  return (
    <div className="stack uploads">
      <PageTitle>Your upload</PageTitle>
      {failure !== undefined && <FailureNote failure={failure} />}
      {upload !== undefined && (
        <>
          <p role="status">{stateWords[upload.state]}</p>
          {upload.failure !== null && <p className="note note-bad">{upload.failure}</p>}
          {upload.waiting !== null && <p className="note">Waiting: {upload.waiting}.</p>}
          <Counts upload={upload} />
          {upload.counts.rejected > 0 || upload.state === 'failed' ? (
            <RowErrors id={id} count={upload.counts.rejected} />
          ) : (
            hasEnded(upload) && <p className="quiet">Every row was accepted.</p>
          )}
        </>
      )}
      <p className="row">
        <Link to="/">To the shop</Link>
        <Link to="/uploads">Another upload</Link>
      </p>
    </div>
  );
}

function Counts({ upload }: { readonly upload: Upload }) {
  const { read, accepted, rejected, encoded, indexed } = upload.counts;
  return (
    <div className="panel stack">
      <dl className="upload-counts">
        <Count name="rows read" value={read} />
        <Count name="accepted" value={accepted} />
        <Count name="rejected" value={rejected} />
      </dl>
      {(accepted > 0 || !hasEnded(upload)) && (
        <>
          <Progress name="Pictures and words understood" value={encoded} of={accepted} />
          <Progress name="Can be found in the shop" value={indexed} of={accepted} />
        </>
      )}
    </div>
  );
}

function Count({ name, value }: { readonly name: string; readonly value: number }) {
  return (
    <div>
      <dt className="quiet small">{name}</dt>
      <dd className="upload-count">{new Intl.NumberFormat().format(value)}</dd>
    </div>
  );
}

function Progress({
  name,
  value,
  of,
}: {
  readonly name: string;
  readonly value: number;
  readonly of: number;
}) {
  const text = `${value} of ${of}`;
  return (
    <ProgressBar className="progress" value={value} maxValue={Math.max(1, of)} valueLabel={text}>
      {({ percentage }) => (
        <>
          <Label>{name}</Label>
          <span className="number">{text}</span>
          <span className="progress-track">
            <span className="progress-done" style={{ width: `${percentage ?? 0}%` }} />
          </span>
        </>
      )}
    </ProgressBar>
  );
}
