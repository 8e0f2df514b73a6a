import { useState } from 'react';
import { Button, FileTrigger, ProgressBar, Label } from 'react-aria-components';
import { Link, useNavigate } from 'react-router';
import { asFailure, type Failure } from '../api/client';
import { FailureNote } from '../app/failure-note';
import { PageTitle } from '../app/page-title';
import { recentUploads } from './recent-uploads';
import { sendUpload, type UploadFiles } from './send-upload';
import './uploads.css';

const parts = [
  {
    part: 'products',
    name: 'Products',
    hint: 'JSON Lines or CSV, one product on each line. Needed.',
    types: ['.jsonl', '.ndjson', '.csv'],
  },
  {
    part: 'reviews',
    name: 'Reviews',
    hint: 'CSV, if the products are in CSV and have reviews.',
    types: ['.csv'],
  },
  {
    part: 'pictures',
    name: 'Pictures',
    hint: 'A zip with the pictures that the products name.',
    types: ['.zip'],
  },
] as const;

/** Where a merchant sends products; the sending can be watched, the work after it can be left. */
export default function UploadPage() {
  const navigate = useNavigate();
  const [files, setFiles] = useState<Partial<UploadFiles>>({});
  const [sent, setSent] = useState<number | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const earlier = recentUploads.list();

  const send = async () => {
    const { products } = files;
    if (products === undefined) return;
    setFailure(null);
    setSent(0);
    try {
      const id = await sendUpload({ ...files, products }, setSent);
      recentUploads.add(id, products.name);
      await navigate(`/uploads/${id}`);
    } catch (cause) {
      setFailure(asFailure(cause));
      setSent(null);
    }
  };

  return (
    <div className="stack uploads">
      <PageTitle>Add products</PageTitle>
      <p className="quiet">
        Products with an id that the shop already has are brought up to date. A wrong row is reported and
        never stops the others.
      </p>
      <ul className="stack">
        {parts.map(({ part, name, hint, types }) => (
          <li key={part} className="panel upload-part">
            <div>
              <h2>{name}</h2>
              <p className="quiet small">{hint}</p>
              <p className="upload-file">{files[part]?.name ?? 'Nothing chosen'}</p>
            </div>
            <FileTrigger
              acceptedFileTypes={types}
              onSelect={(chosen) => setFiles((before) => ({ ...before, [part]: chosen?.[0] }))}
            >
              <Button className="button" isDisabled={sent !== null}>
                Choose {name.toLowerCase()}
              </Button>
            </FileTrigger>
          </li>
        ))}
      </ul>
      {failure !== null && <FailureNote failure={failure} />}
      {sent === null ? (
        <div className="row">
          <Button
            className="button primary"
            isDisabled={files.products === undefined}
            onPress={() => void send()}
          >
            Send
          </Button>
          {files.products === undefined && <span className="quiet">Choose the products first.</span>}
        </div>
      ) : (
        <ProgressBar className="progress" value={sent * 100}>
          {({ percentage, valueText }) => (
            <>
              <Label>Sending, keep this page open</Label>
              <span className="number">{valueText}</span>
              <span className="progress-track">
                <span className="progress-done" style={{ width: `${percentage ?? 0}%` }} />
              </span>
            </>
          )}
        </ProgressBar>
      )}
      {earlier.length > 0 && (
        <section className="stack" aria-labelledby="earlier">
          <h2 id="earlier">Sent from this browser</h2>
          <ul className="stack upload-earlier">
            {earlier.map(({ id, name, at }) => (
              <li key={id}>
                <Link to={`/uploads/${id}`}>{name}</Link>{' '}
                <span className="quiet small">{new Date(at).toLocaleString()}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
