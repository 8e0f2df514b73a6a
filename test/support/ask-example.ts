/** What is asked by an example of the OpenAPI document. */
export interface AskedExample {
  readonly method: string;
  /** "/v1/neurons/{id}" */
  readonly path: string;
  readonly parameters?: Readonly<Record<string, string | number>> | undefined;
  readonly body?: unknown;
  /** Whether the body is sent as multipart, each field as a file. */
  readonly multipart?: boolean | undefined;
}

/** Sends the example; parameters that the path does not name stand in the query. */
export async function askExample(
  url: string,
  { method, path, parameters = {}, body, multipart }: AskedExample,
): Promise<{ status: number; answer: unknown }> {
  const query = new URLSearchParams();
  let filled = path;
  for (const [name, value] of Object.entries(parameters)) {
    const place = `{${name}}`;
    if (filled.includes(place)) filled = filled.replace(place, encodeURIComponent(value));
    else query.set(name, String(value));
  }
  const response = await fetch(`${url}${filled}${query.size > 0 ? `?${query.toString()}` : ''}`, {
    method: method.toUpperCase(),
    ...(body === undefined ? {} : multipart ? { body: inParts(body) } : inJson(body)),
  });
  return { status: response.status, answer: await response.json() };
}

function inJson(body: unknown): { body: string; headers: Record<string, string> } {
  return { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
}

function inParts(body: unknown): FormData {
  const form = new FormData();
  for (const [name, text] of Object.entries(body as Record<string, string>))
    form.set(name, new Blob([text]), name);
  return form;
}
