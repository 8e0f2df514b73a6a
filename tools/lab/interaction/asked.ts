import type { Shop } from './shops.js';

/** Sends a request over HTTP, as a customer's client does. @throws {Error} for any answer but 200. */
export async function asked<T>({ engine }: Shop, path: string, request: object): Promise<T> {
  const response = await fetch(`${engine.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  });
  if (response.status !== 200) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}
