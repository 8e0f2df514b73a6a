import type { OpenAPIObject } from '@nestjs/swagger';
import { mapOperations, type Operation } from './operations.js';

/** A request on the seed shop, and its answer as it was recorded (npm run lab -- docs openapi). */
export interface Example {
  /** Pairs what is sent and what is received: the examples of one request have one name. */
  readonly name: string;
  readonly summary: string;
  readonly method: 'get' | 'post' | 'put';
  /** As the document writes it: "/v1/neurons/{id}". */
  readonly path: string;
  readonly parameters?: Readonly<Record<string, string | number>>;
  /** A parameter whose value another example's answer holds: its name, the other example and the field. */
  readonly taken?: { readonly parameter: string; readonly from: string; readonly field: string };
  readonly body?: unknown;
  /** Whether the body is multipart, each field a part. */
  readonly multipart?: true;
  readonly status: number;
  readonly answer: unknown;
  /** Fields that differ from run to run, wherever they stand in the answer. */
  readonly varies: readonly string[];
  /** Fields whose lists are shown by their first entries alone. */
  readonly shortened: readonly string[];
}

const shownEntries = 2;

/** The answer with the lists of these fields cut to their first entries, numbers to seven decimals. */
export function shownAnswer(answer: unknown, shortened: readonly string[]): unknown {
  return JSON.parse(
    JSON.stringify(answer, (field, value: unknown) => {
      if (typeof value === 'number') return Number(value.toFixed(7));
      return Array.isArray(value) && shortened.includes(field) ? value.slice(0, shownEntries) : value;
    }),
  );
}

/**
 * The document with the examples at what is sent and what is received. `x-varies`, `x-shortened` and `x-taken` say for
 * programs what the description says for people.
 */
export function withExamples(document: OpenAPIObject, examples: readonly Example[]): OpenAPIObject {
  return mapOperations(document, (operation, path, method) =>
    examples
      .filter((example) => example.path === path && example.method === method)
      .reduce(withExample, operation),
  );
}

function withExample(operation: Operation, example: Example): Operation {
  const { name, summary, parameters = {}, taken, body, status, varies, shortened } = example;
  const response = operation.responses[status];
  if (!response || '$ref' in response)
    throw new Error(`the example "${name}" has a status that is not documented`);
  const notes = [
    ...(varies.length > 0 ? [`Differs from run to run: ${varies.join(', ')}.`] : []),
    ...(shortened.length > 0 ? [`Only the first entries are shown of: ${shortened.join(', ')}.`] : []),
  ];
  const answered = {
    summary,
    ...(notes.length > 0 ? { description: notes.join(' ') } : {}),
    value: example.answer,
    ...(varies.length > 0 ? { 'x-varies': varies } : {}),
    ...(shortened.length > 0 ? { 'x-shortened': shortened } : {}),
  };
  const { requestBody } = operation;
  return {
    ...operation,
    parameters: operation.parameters?.map((parameter) =>
      '$ref' in parameter || parameters[parameter.name] === undefined
        ? parameter
        : {
            ...parameter,
            examples: {
              ...parameter.examples,
              [name]: {
                value: parameters[parameter.name],
                ...(taken?.parameter === parameter.name ? { 'x-taken': taken } : {}),
              },
            },
          },
    ),
    ...(body === undefined || !requestBody || '$ref' in requestBody
      ? {}
      : {
          requestBody: {
            ...requestBody,
            content: withNamed(requestBody.content, name, { summary, value: body }, typeOf(example)),
          },
        }),
    responses: {
      ...operation.responses,
      [status]: { ...response, content: withNamed(response.content ?? {}, name, answered) },
    },
  };
}

type Content = NonNullable<Extract<Operation['requestBody'], { content: unknown }>>['content'];

function withNamed(
  content: Content,
  name: string,
  example: object,
  type = Object.keys(content)[0] ?? 'application/json',
): Content {
  const { examples, ...rest } = content[type] ?? {};
  return { ...content, [type]: { ...rest, examples: { ...examples, [name]: example } } };
}

function typeOf({ multipart }: Example): string {
  return multipart ? 'multipart/form-data' : 'application/json';
}
