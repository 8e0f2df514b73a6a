import createClient from 'openapi-fetch';
import type { paths } from '../api-schema';
import { accessKey } from './access-key';

/** The engine's API; its types come from docs/openapi.json (`npm run openapi`). */
export const api = createClient<paths>({ baseUrl: location.origin });

api.use({
  onRequest({ request }) {
    for (const [name, value] of Object.entries(accessKey.headers())) request.headers.set(name, value);
    return request;
  },
});

/** Why a call failed, in words for people. */
export class Failure extends Error {
  constructor(
    readonly status: number,
    message: string,
    /** What to do about it, where the engine said so. */
    readonly fixes: readonly string[] = [],
  ) {
    super(message);
  }
}

/**
 * The answer of a call of `api`.
 * @throws {Failure} when the engine refuses or can't be reached.
 */
export async function answerOf<T>(
  call: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<T> {
  let settled;
  try {
    settled = await call;
  } catch (cause) {
    throw asFailure(cause);
  }
  if (settled.data !== undefined) return settled.data;
  if (settled.response.status === 401) accessKey.ask();
  throw problemFailure(settled.response.status, settled.error);
}

/** A problem+json body as a Failure. */
export function problemFailure(status: number, problem: unknown): Failure {
  const { detail, errors } = (typeof problem === 'object' && problem !== null ? problem : {}) as {
    detail?: unknown;
    errors?: { message?: string; fix?: string }[];
  };
  return new Failure(
    status,
    typeof detail === 'string' ? detail : `The shop answered with status ${status}.`,
    Array.isArray(errors) ? errors.flatMap(({ fix }) => (fix === undefined ? [] : [fix])) : [],
  );
}

/** Anything thrown by a call as a Failure. */
export function asFailure(cause: unknown): Failure {
  if (cause instanceof Failure) return cause;
  return new Failure(0, 'The shop does not answer. Check the connection and try again.');
}
