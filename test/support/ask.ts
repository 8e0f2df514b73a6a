import type { RecommendationAnswer, Result } from '../../libs/recommendation/src/contract.js';

/** An answer of the server as it came. */
export interface Reply<T> {
  readonly status: number;
  readonly type: string;
  readonly body: T;
}

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly requestId: string;
  readonly errors?: readonly { field: string; message: string; fix: string }[];
}

/** Calls the server; JSON in, JSON out. A string or FormData body is sent as it is. */
export async function call<T>(
  url: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
  method = body === undefined ? 'GET' : 'POST',
): Promise<Reply<T>> {
  const raw = typeof body === 'string' || body instanceof FormData;
  const json: Record<string, string> =
    typeof body === 'string' || (body !== undefined && !raw) ? { 'content-type': 'application/json' } : {};
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { ...json, ...headers },
    ...(body === undefined ? {} : { body: raw ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    type: response.headers.get('content-type') ?? '',
    body: (text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text) as T,
  };
}

/** Asks for recommendations that must succeed. */
export async function recommend(url: string, request: object): Promise<RecommendationAnswer> {
  const reply = await call<RecommendationAnswer>(url, '/v1/recommendations', request);
  if (reply.status !== 200) throw new Error(`${reply.status}: ${JSON.stringify(reply.body)}`);
  return reply.body;
}

/** The two sums that a result promises: its parts, and neurons (unnamed ones too) with remainder, lexical and rule parts. */
export function sums(result: Result): { parts: number; neurons: number } {
  const parts = result.parts.reduce((sum, part) => sum + part.value, 0);
  const open = result.parts
    .filter(({ source }) => source === 'lexical' || source === 'rule')
    .reduce((sum, part) => sum + part.value, (result.remainder ?? 0) + (result.unnamed?.contribution ?? 0));
  return { parts, neurons: (result.neurons ?? []).reduce((sum, neuron) => sum + neuron.contribution, open) };
}
