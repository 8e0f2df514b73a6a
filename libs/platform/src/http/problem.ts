/** One thing that is wrong in a request: where, what, and what to do about it. */
export interface FieldProblem {
  readonly field: string;
  readonly message: string;
  readonly fix: string;
}

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

export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly errors?: readonly FieldProblem[];
}
