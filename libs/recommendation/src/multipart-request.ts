import type { FastifyRequest } from 'fastify';
import { multipartProblem, ProblemError } from '#platform';

const maxPictureBytes = 20 * 1024 * 1024;

interface MultipartQuery {
  readonly request: unknown;
  readonly picture: Uint8Array | undefined;
}

/**
 * Reads a query sent as multipart: part `request` (JSON, optional), part `image` (a picture file).
 *
 * @throws {ProblemError} 400 for other parts, malformed JSON or broken multipart, 413 for a picture over 20 MB.
 */
export async function readMultipartRequest(request: FastifyRequest): Promise<MultipartQuery> {
  try {
    return await readParts(request);
  } catch (error) {
    throw multipartProblem(error) ?? error;
  }
}

async function readParts(request: FastifyRequest): Promise<MultipartQuery> {
  let body: unknown;
  let picture: Uint8Array | undefined;
  const received = new Set<string>();
  for await (const part of request.parts({ limits: { fileSize: maxPictureBytes, parts: 4 } })) {
    if (received.has(part.fieldname))
      throw ProblemError.field(part.fieldname.slice(0, 100), 'is there twice', 'send each part once');
    received.add(part.fieldname);
    if (part.type === 'file') {
      const bytes = await part.toBuffer();
      if (part.fieldname !== 'image')
        throw ProblemError.field(
          part.fieldname.slice(0, 100),
          'is not a part of this call',
          'send the picture as part "image"',
        );
      if (bytes.length === 0) throw ProblemError.field('image', 'is empty', 'send a picture file');
      picture = bytes;
    } else if (part.fieldname === 'request') {
      body = parseJson(String(part.value));
    } else {
      throw ProblemError.field(
        part.fieldname.slice(0, 100),
        'is not a part of this call',
        'send "request" (JSON) and "image"',
      );
    }
  }
  return { request: body, picture };
}

/** As the server refuses it in JSON bodies: it would be dropped without a word. */
function refuseProto(key: string, value: unknown): unknown {
  if (key === '__proto__') throw new SyntaxError('a key "__proto__"');
  return value;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text, refuseProto);
  } catch {
    throw ProblemError.field(
      'request',
      'is not valid JSON, or holds a key "__proto__"',
      'send the same JSON that the JSON form of this call takes',
    );
  }
}
