import { StandardSchemaValidationPipe, type ArgumentMetadata } from '@nestjs/common';
import { z } from 'zod';
import { ProblemError, type FieldProblem } from './problem.js';

type Issue = z.core.$ZodIssue;

const fixes: Partial<Record<Issue['code'], (issue: Issue) => string>> = {
  invalid_type: (issue) =>
    'expected' in issue ? `give a value of type ${String(issue.expected)}` : 'give a value of another type',
  too_big: (issue) => ('maximum' in issue ? `give at most ${String(issue.maximum)}` : 'give less'),
  too_small: (issue) => ('minimum' in issue ? `give at least ${String(issue.minimum)}` : 'give more'),
  unrecognized_keys: (issue) =>
    'keys' in issue
      ? `leave out ${issue.keys.map((key) => `"${key.slice(0, 60)}"`).join(', ')}`
      : 'leave it out',
  invalid_value: (issue) =>
    'values' in issue ? `give one of ${(issue.values as unknown[]).join(', ')}` : 'give another value',
  invalid_format: () => 'give it in the documented form',
};

/** Zod's issues as field, message and fix. A schema's own `params.fix` wins. */
export function fieldProblems(issues: readonly Issue[], prefix = ''): FieldProblem[] {
  return issues.slice(0, 20).map((issue) => {
    const path = issue.path.map(String).join('.').slice(0, 200);
    const given = issue.code === 'custom' ? (issue.params as { fix?: string } | undefined)?.fix : undefined;
    return {
      field: [prefix, path].filter(Boolean).join('.') || 'body',
      message: messageOf(issue).slice(0, 300),
      fix: given ?? fixes[issue.code]?.(issue) ?? 'see /docs for the form of this field',
    };
  });
}

/** Zod's own words for an absent value ("expected string, received undefined") are not a merchant's. */
function messageOf({ code, message }: Issue): string {
  return code === 'invalid_type' && message.endsWith('received undefined') ? 'is missing' : message;
}

/** A whole request part that does not fit its schema. */
export function invalidRequest(issues: readonly Issue[], prefix = ''): ProblemError {
  const problems = fieldProblems(issues, prefix);
  const first = problems[0];
  const detail = first ? `${first.field}: ${first.message}` : 'The request is not valid.';
  return new ProblemError(400, 'invalid-request', detail, problems);
}

class IssuesFound extends Error {
  constructor(readonly issues: readonly Issue[]) {
    super('the value does not fit its schema');
  }
}

/** Checks every parameter that has a schema, and tells what is wrong as problem+json with the parameter's name. */
class SchemaPipe extends StandardSchemaValidationPipe {
  constructor() {
    super({ exceptionFactory: (issues) => new IssuesFound(issues as unknown as Issue[]) });
  }

  override async transform<T = unknown>(value: T, metadata: ArgumentMetadata): Promise<T> {
    try {
      return await super.transform(value, metadata);
    } catch (error) {
      if (error instanceof IssuesFound) throw invalidRequest(error.issues, metadata.data);
      throw error;
    }
  }
}

/** The pipe for the whole application. */
export function validationPipe(): StandardSchemaValidationPipe {
  return new SchemaPipe();
}

/** Text from clients: no NUL (PostgreSQL can't hold it), no lone surrogates (not valid UTF-8). */
export function safeText(maxLength: number): z.ZodString {
  return z
    .string()
    .max(maxLength)
    .refine((text) => !text.includes('\u0000') && text.isWellFormed(), {
      error: 'holds characters that are not valid Unicode text',
      params: { fix: 'send valid UTF-8 without NUL characters' },
    });
}
