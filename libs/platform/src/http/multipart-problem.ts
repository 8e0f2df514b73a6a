import { ProblemError } from './problem.js';

/** What the multipart parser says of a body that it can't read; its own errors have neither a code nor a status. */
export function multipartProblem(error: unknown): ProblemError | undefined {
  if (!(error instanceof Error) || error instanceof ProblemError) return undefined;
  if ('code' in error || 'statusCode' in error) return undefined;
  return ProblemError.field(
    'body',
    `is not readable multipart: ${error.message.slice(0, 160)}`,
    'send it whole, with the boundary that the content-type names; a client that is given a form sets both itself',
  );
}
