import { STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { ProblemError } from './problem.js';

const malformed = new ProblemError(
  400,
  'malformed-http',
  'This is not a request as HTTP/1.1 has it. Send HTTP, not HTTPS, and headers as RFC 9112 says.',
);
const refusals: Readonly<Record<string, ProblemError>> = {
  HPE_HEADER_OVERFLOW: new ProblemError(
    431,
    'headers-too-large',
    'The address and the headers are larger than 16 kB together. Send long values in the body.',
  ),
  HPE_CHUNK_EXTENSIONS_OVERFLOW: new ProblemError(
    413,
    'too-large',
    'The extensions of the chunks are too large. Send chunks without extensions.',
  ),
  ERR_HTTP_REQUEST_TIMEOUT: new ProblemError(
    408,
    'request-timeout',
    'The request did not arrive in time. Send it again.',
  ),
};

/** Answers what the parser of HTTP refuses; there is no request for it that hooks and filters could see. */
export function answerParserError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  end(socket, refusals[error.code ?? ''] ?? malformed);
}

/** Answers what Node would answer by itself, without a body: expectations that it does not know, and tunnels. */
export function answerUnsupported(server: Server): void {
  server.on('checkExpectation', (_: IncomingMessage, response: ServerResponse) => {
    const refusal = new ProblemError(417, 'expectation-failed', 'Only "Expect: 100-continue" is known.');
    response.writeHead(refusal.status, headersOf(refusal)).end(bodyOf(refusal));
  });
  server.on('connect', (_: IncomingMessage, socket: Duplex) =>
    end(socket, new ProblemError(405, 'method-not-allowed', 'This is not a proxy.')),
  );
}

function end(socket: Duplex, refusal: ProblemError): void {
  // The client may be gone before it has read the answer.
  socket.on('error', () => undefined);
  const head = Object.entries(headersOf(refusal)).map(([name, value]) => `${name}: ${value}\r\n`);
  const line = `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status] ?? ''}\r\n`;
  if (socket.writable) socket.end(`${line}${head.join('')}\r\n${bodyOf(refusal)}`, () => socket.destroy());
  else socket.destroy();
}

function headersOf(refusal: ProblemError): Record<string, string> {
  return {
    'content-type': 'application/problem+json; charset=utf-8',
    'content-length': String(Buffer.byteLength(bodyOf(refusal))),
    'x-content-type-options': 'nosniff',
    connection: 'close',
  };
}

function bodyOf(refusal: ProblemError): string {
  return JSON.stringify(refusal.document);
}
