import type { OpenAPIObject } from '@nestjs/swagger';
import { mapOperations, type Operation } from './operations.js';

/**
 * A request that may be sent as JSON or as multipart holds, as multipart, that JSON in the part `request` and a picture's
 * file in the part `image`.
 */
export function withJsonParts(document: OpenAPIObject): OpenAPIObject {
  return mapOperations(document, inParts);
}

function inParts(operation: Operation): Operation {
  const { requestBody } = operation;
  if (!requestBody || '$ref' in requestBody) return operation;
  const { 'application/json': json, 'multipart/form-data': multipart } = requestBody.content;
  if (!json?.schema || !multipart) return operation;
  const parts = {
    type: 'object',
    properties: { request: json.schema, image: { type: 'string', format: 'binary' } },
  };
  return {
    ...operation,
    requestBody: {
      ...requestBody,
      content: {
        ...requestBody.content,
        'multipart/form-data': { schema: parts, encoding: { request: { contentType: 'application/json' } } },
      },
    },
  };
}
