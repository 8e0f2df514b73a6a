import { ZipFile } from 'yazl';

/** The state that GET /v1/catalogue/uploads/{id} tells. */
export interface UploadProgress {
  readonly state: 'queued' | 'running' | 'done' | 'failed';
  readonly counts: Record<'read' | 'accepted' | 'rejected' | 'encoded' | 'indexed', number>;
  readonly failure: string | null;
  readonly waiting: string | null;
}

export interface RowReport {
  readonly file: string;
  readonly row: number;
  readonly field: string;
  readonly message: string;
  readonly fix: string;
}

/** One part of an upload: its contents, and its file's name where that matters. */
export type Part = string | Buffer | { readonly name: string; readonly contents: string | Buffer };

export function form(parts: Readonly<Record<string, Part>>): FormData {
  const body = new FormData();
  for (const [name, part] of Object.entries(parts)) {
    const file = typeof part === 'object' && 'contents' in part ? part : { name, contents: part };
    body.append(name, new Blob([Buffer.from(file.contents)]), file.name);
  }
  return body;
}

/** Uploads and returns the id. */
export async function upload(url: string, parts: Readonly<Record<string, Part>>): Promise<string> {
  const answer = await fetch(`${url}/v1/catalogue/uploads`, { method: 'POST', body: form(parts) });
  if (answer.status !== 202) throw new Error(`${answer.status}: ${await answer.text()}`);
  return ((await answer.json()) as { uploadId: string }).uploadId;
}

export async function progress(url: string, id: string, ask = fetch): Promise<UploadProgress> {
  return (await (await ask(`${url}/v1/catalogue/uploads/${id}`)).json()) as UploadProgress;
}

/** Waits until the upload is done or has failed. */
export async function ended(url: string, id: string, ask = fetch): Promise<UploadProgress> {
  for (;;) {
    const now = await progress(url, id, ask);
    if (now.state === 'done' || now.state === 'failed') return now;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export async function reports(url: string, id: string): Promise<RowReport[]> {
  const answer = await fetch(`${url}/v1/catalogue/uploads/${id}/errors?limit=1000`);
  return ((await answer.json()) as { errors: RowReport[] }).errors;
}

/** A zip of these entries; `mode` sets the file mode that the entries claim, `compress` whether they are packed. */
export async function zip(
  entries: Readonly<Record<string, Buffer>>,
  mode?: number,
  compress = true,
): Promise<Buffer> {
  const file = new ZipFile();
  for (const [name, contents] of Object.entries(entries))
    file.addBuffer(contents, name, { compress, ...(mode !== undefined && { mode }) });
  file.end();
  const chunks: Buffer[] = [];
  for await (const chunk of file.outputStream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
