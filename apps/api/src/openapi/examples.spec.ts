import type { OpenAPIObject } from '@nestjs/swagger';
import { describe, expect, it } from 'vitest';
import { shownAnswer, withExamples, type Example } from './examples.js';

const document: OpenAPIObject = {
  openapi: '3.0.0',
  info: { title: 'A shop', version: '1' },
  paths: {
    '/v1/things/{id}': {
      get: {
        parameters: [{ name: 'id', in: 'path' }],
        responses: { '200': { description: '', content: { 'application/json': {} } } },
      },
    },
  },
};
const example: Example = {
  name: 'one',
  summary: 'One thing',
  method: 'get',
  path: '/v1/things/{id}',
  parameters: { id: 'a' },
  status: 200,
  answer: { at: 'now' },
  varies: ['at'],
  shortened: [],
};

describe('withExamples', () => {
  it('shows under one name what is sent and what is received, and what differs', () => {
    const operation = withExamples(document, [example]).paths['/v1/things/{id}']?.get;
    expect(operation?.parameters).toMatchObject([{ examples: { one: { value: 'a' } } }]);
    expect(operation?.responses['200']).toMatchObject({
      content: {
        'application/json': {
          examples: {
            one: {
              value: { at: 'now' },
              'x-varies': ['at'],
              description: 'Differs from run to run: at.',
            },
          },
        },
      },
    });
  });

  it('refuses an answer that the document does not know', () => {
    expect(() => withExamples(document, [{ ...example, status: 404 }])).toThrow(/not documented/);
  });
});

describe('shownAnswer', () => {
  it('cuts the lists of the fields named and rounds numbers', () => {
    expect(shownAnswer({ some: [1, 2, 3], all: [1, 2, 3], score: 1 / 3 }, ['some'])).toEqual({
      some: [1, 2],
      all: [1, 2, 3],
      score: 0.3333333,
    });
  });
});
