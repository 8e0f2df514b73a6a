import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';
import { problemSchema, projectFolder } from '#platform';
import { withExamples, type Example } from './examples.js';
import { withJsonParts } from './json-parts.js';
import { NamedSchemas } from './named-schemas.js';
import { withProblems } from './problems.js';

/** Serves the OpenAPI document at /docs (pages) and /docs-json. */
export function serveOpenApi(app: NestFastifyApplication): void {
  SwaggerModule.setup('docs', app, documentOf(app));
}

function documentOf(app: NestFastifyApplication): OpenAPIObject {
  const schemas = new NamedSchemas();
  const document = SwaggerModule.createDocument(
    app,
    new DocumentBuilder()
      .setTitle('Concella')
      .setDescription(
        'Multimodal product recommendations that show their neurons. Errors are problem+json (RFC 9457).',
      )
      .setVersion('1')
      .addBearerAuth()
      .build(),
    {
      standardSchemaConverter: (schema, { schemaType }) =>
        schema instanceof z.ZodType ? schemas.convert(schema, schemaType) : undefined,
    },
  );
  const { components } = schemas.convert(problemSchema, 'output');
  return withExamples(withJsonParts(withProblems(document, components)), recorded());
}

function recorded(): readonly Example[] {
  return JSON.parse(readFileSync(join(projectFolder, 'docs/examples.json'), 'utf8')) as Example[];
}
