import type { OpenAPIObject } from '@nestjs/swagger';

type PathItem = OpenAPIObject['paths'][string];
export type Operation = NonNullable<PathItem['get']>;
export type ResponseObject = Exclude<NonNullable<Operation['responses']['200']>, { $ref: string }>;

const methods = ['get', 'put', 'post', 'delete', 'patch'] as const;

/** The document with each of its operations changed. */
export function mapOperations(
  document: OpenAPIObject,
  change: (operation: Operation, path: string, method: (typeof methods)[number]) => Operation,
): OpenAPIObject {
  const changed = (item: PathItem, path: string): PathItem => {
    const operations = methods.flatMap((method) => {
      const operation = item[method];
      return operation ? [[method, change(operation, path, method)] as const] : [];
    });
    return { ...item, ...Object.fromEntries(operations) };
  };
  return {
    ...document,
    paths: Object.fromEntries(
      Object.entries(document.paths).map(([path, item]) => [path, changed(item, path)]),
    ),
  };
}

/** The operation with each of its answers changed. */
export function mapResponses(
  operation: Operation,
  change: (response: ResponseObject, status: string) => ResponseObject,
): Operation {
  return {
    ...operation,
    responses: Object.fromEntries(
      Object.entries(operation.responses).map(([status, response]) => [
        status,
        response && !('$ref' in response) ? change(response, status) : response,
      ]),
    ),
  };
}
