import type { OpenAPIObject } from '@nestjs/swagger';
import { mapOperations, mapResponses } from './operations.js';

const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };

/** The document with the component `Problem`, which every refusal and failure without a body of its own is answered as. */
export function withProblems(
  document: OpenAPIObject,
  components: Readonly<Record<string, object>>,
): OpenAPIObject {
  const answered = mapOperations(document, (operation) =>
    mapResponses(operation, (response, status) =>
      Number(status) >= 400 && !response.content ? { ...response, content } : response,
    ),
  );
  return {
    ...answered,
    components: {
      ...document.components,
      schemas: { ...document.components?.schemas, ...components },
    },
  };
}
