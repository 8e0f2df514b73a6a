import { z } from 'zod';

const fieldProblemSchema = z
  .object({
    field: z.string().meta({ description: 'Where it is: "query.text".' }),
    message: z.string().meta({ description: 'What is wrong.' }),
    fix: z.string().meta({ description: 'What to do about it.' }),
  })
  .readonly();

/** One thing that is wrong in a request: where, what, and what to do about it. */
export type FieldProblem = z.output<typeof fieldProblemSchema>;

const problemDocument = z.object({
  type: z.string().meta({ description: 'urn:concella:problem: and what kind of problem it is.' }),
  title: z.string(),
  status: z.int(),
  detail: z.string().meta({ description: 'What happened, in a sentence.' }),
  errors: z
    .array(fieldProblemSchema)
    .readonly()
    .optional()
    .meta({ description: 'What is wrong in the request, field by field.' }),
});
type ProblemDocument = z.output<typeof problemDocument>;

/** Every refusal and failure (RFC 9457). */
export const problemSchema = problemDocument
  .extend({
    instance: z.string().meta({ description: 'The path that was asked.' }),
    requestId: z.string().meta({ description: 'The log names the request so.' }),
  })
  .meta({ id: 'Problem' });

/**
 * An error that a client is told about, as problem+json (RFC 9457).
 * `code` becomes the type "urn:concella:problem:<code>".
 */
export class ProblemError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly errors: readonly FieldProblem[] = [],
  ) {
    super(detail);
  }

  /** 400 for one field. */
  static field(field: string, message: string, fix: string): ProblemError {
    return new ProblemError(400, 'invalid-request', `${field}: ${message}`, [{ field, message, fix }]);
  }

  static notFound(what: string, id: string, fix: string): ProblemError {
    return new ProblemError(404, 'not-found', `There is no ${what} "${id}".`, [
      { field: 'id', message: `no ${what} has this id`, fix },
    ]);
  }

  /** 404 for an address that leads nowhere. */
  static nothingHere(): ProblemError {
    return new ProblemError(404, 'not-found', 'There is nothing at this address; /docs lists what there is.');
  }

  static unavailable(detail: string): ProblemError {
    return new ProblemError(503, 'unavailable', detail);
  }

  /** As RFC 9457 writes it. */
  get document(): ProblemDocument {
    return {
      type: `urn:concella:problem:${this.code}`,
      title: this.code.replaceAll('-', ' '),
      status: this.status,
      detail: this.message,
      ...(this.errors.length > 0 ? { errors: this.errors } : {}),
    };
  }
}
