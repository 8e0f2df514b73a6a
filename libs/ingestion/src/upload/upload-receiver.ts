import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { finished, pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Multipart, MultipartFile } from '@fastify/multipart';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { isOutage, JobQueue, multipartProblem, ProblemError } from '#platform';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { openPromise } from 'yauzl';
import { ingestOptions } from '../jobs.js';
import { limits } from '../limits.js';
import type { ProductsFormat } from '../reading/read-rows.js';
import { UploadFolders } from './upload-folder.js';
import { UploadLedger, type UploadPart } from './upload-ledger.js';

const sizeLimits: Record<UploadPart, number> = {
  products: limits.productsBytes,
  reviews: limits.reviewsBytes,
  pictures: limits.picturesBytes,
};

/** When the process stops, uploads that are cut short have so long to take their files away. */
const longestEndMs = 2_000;

interface ReceivedPart {
  readonly name: string;
  readonly type: string;
}

/** Streams an upload's parts to its folder, then records it with its job in one transaction. */
@Injectable()
export class UploadReceiver implements OnApplicationShutdown {
  private readonly receiving = new Set<Promise<unknown>>();

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(JobQueue) private readonly queue: JobQueue,
    @Inject(UploadLedger) private readonly ledger: UploadLedger,
    @Inject(UploadFolders) private readonly folders: UploadFolders,
  ) {}

  /** By now all connections are closed: what is still being received fails, and its folder goes. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.race([Promise.allSettled(this.receiving), sleep(longestEndMs, undefined, { ref: false })]);
  }

  /**
   * The id of the new upload.
   *
   * @throws {ProblemError} 4xx, naming the part, for what is no upload at all; 503 when many are being received.
   */
  async receive(request: FastifyRequest): Promise<string> {
    if (!request.isMultipart()) {
      throw new ProblemError(415, 'unsupported-media-type', 'An upload is multipart/form-data.', [
        {
          field: 'content-type',
          message: 'is not multipart/form-data',
          fix: 'send the file as the part "products": curl -F products=@products.jsonl',
        },
      ]);
    }
    if (this.receiving.size >= limits.uploadsReceived)
      throw ProblemError.unavailable(
        `${limits.uploadsReceived} uploads are being received already; try again in a moment.`,
      );
    const upload = this.receiveParts(request);
    this.receiving.add(upload);
    try {
      return await upload;
    } finally {
      this.receiving.delete(upload);
    }
  }

  private async receiveParts(request: FastifyRequest): Promise<string> {
    const id = randomUUID();
    let recording = false;
    try {
      await this.folders.make(id);
      const parts = await this.store(id, request).catch((error: unknown) => {
        throw multipartProblem(error) ?? error;
      });
      const products = parts.get('products');
      if (!products)
        throw ProblemError.field(
          'products',
          'is missing',
          'send a JSON Lines or CSV file as the part "products"',
        );
      const format = await productsFormat(this.folders.file(id, 'products'), products);
      if (parts.has('reviews')) await checkText(this.folders.file(id, 'reviews'), 'reviews');
      if (parts.has('pictures')) await checkZip(this.folders.file(id, 'pictures'));
      await this.folders.sync(id);
      recording = true;
      await this.dataSource.transaction(async (manager) => {
        const files = { format, reviews: parts.has('reviews'), pictures: parts.has('pictures') };
        await this.ledger.create(manager, id, files);
        await this.queue.enqueue('ingest', { uploadId: id }, ingestOptions, manager);
      });
      return id;
    } catch (error) {
      // Where the database went away nobody knows whether it took the upload in; housekeeping finds out.
      if (!recording || !isOutage(error)) await this.folders.remove(id);
      throw recording || !request.raw.destroyed || request.raw.complete ? error : cutShort();
    } finally {
      this.folders.received(id);
    }
  }

  private async store(id: string, request: FastifyRequest): Promise<Map<UploadPart, ReceivedPart>> {
    const received = new Map<UploadPart, ReceivedPart>();
    let problem: ProblemError | undefined;
    const parts = request.parts({ limits: { parts: 10, fileSize: limits.picturesBytes } });
    for await (const part of parts as AsyncIterable<Multipart>) {
      // After a problem the rest is read to its end, so that the client gets to see the answer.
      problem ??= unusable(part, received);
      if (part.type !== 'file') continue;
      if (problem) {
        await drain(part);
        continue;
      }
      const name = part.fieldname as UploadPart;
      received.set(name, { name: part.filename, type: part.mimetype });
      problem = await this.write(this.folders.file(id, name), name, part);
    }
    if (problem) throw problem;
    return received;
  }

  private async write(
    path: string,
    name: UploadPart,
    part: MultipartFile,
  ): Promise<ProblemError | undefined> {
    const limit = sizeLimits[name];
    let size = 0;
    await pipeline(
      part.file,
      async function* (source: AsyncIterable<Buffer>) {
        for await (const chunk of source) {
          size += chunk.length;
          if (size <= limit) yield chunk;
        }
      },
      // On the disk before anything is promised: a power loss takes back nothing that was answered with 202.
      createWriteStream(path, { flush: true }),
    );
    if (size > limit || part.file.truncated) {
      const message = `is larger than ${limit / 1024 ** 3} GB`;
      return new ProblemError(413, 'too-large', `${name}: ${message}`, [
        { field: name, message, fix: 'upload it in several parts' },
      ]);
    }
    if (size === 0) return ProblemError.field(name, 'is empty (0 bytes)', 'send the file again');
    return undefined;
  }
}

/** Told to nobody but the log: the client is gone. */
function cutShort(): ProblemError {
  return ProblemError.field('body', 'ended before the upload was whole', 'send it again');
}

function unusable(part: Multipart, received: ReadonlyMap<string, unknown>): ProblemError | undefined {
  const name = part.fieldname;
  if (!Object.hasOwn(sizeLimits, name)) {
    return ProblemError.field(
      name.slice(0, 100) || 'part',
      'is not a part of an upload',
      'send the parts products, reviews and pictures',
    );
  }
  if (part.type !== 'file')
    return ProblemError.field(name, 'is not sent as a file', `send it as a file: curl -F ${name}=@file`);
  if (received.has(name)) return ProblemError.field(name, 'is there twice', 'send one file a part');
  return undefined;
}

async function drain(part: MultipartFile): Promise<void> {
  part.file.resume();
  await finished(part.file);
}

/** JSON Lines or CSV, by the first characters, then by name and type. */
async function productsFormat(path: string, part: ReceivedPart): Promise<ProductsFormat> {
  const text = await checkText(path, 'products');
  if (text.startsWith('[')) {
    throw ProblemError.field(
      'products',
      'is a JSON array',
      "write one JSON object a line: jq -c '.[]' products.json > products.jsonl",
    );
  }
  if (text.startsWith('{') || /\.(jsonl|ndjson|json)$/i.test(part.name) || /json/i.test(part.type))
    return 'jsonl';
  return 'csv';
}

/** The start of a text file. @throws {ProblemError} for an encoding or a kind of file that is not read. */
async function checkText(path: string, field: string): Promise<string> {
  const head = await firstBytes(path, 4_096);
  const starts = (...bytes: number[]): boolean => head.subarray(0, bytes.length).equals(Buffer.from(bytes));
  if (starts(0xff, 0xfe) || starts(0xfe, 0xff))
    throw ProblemError.field(field, 'is encoded as UTF-16', 'save the file as UTF-8');
  if (starts(0x1f, 0x8b)) throw ProblemError.field(field, 'is compressed', 'unpack it first (gunzip)');
  if (starts(0x50, 0x4b))
    throw ProblemError.field(field, 'is a zip or a spreadsheet', 'save it as CSV (UTF-8) or JSON Lines');
  const text = head
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart();
  if (text === '' && head.length < 4_096)
    throw ProblemError.field(field, 'holds nothing but blanks', 'send a file with rows');
  return text;
}

async function checkZip(path: string): Promise<void> {
  try {
    (await openPromise(path, { lazyEntries: true, autoClose: false })).close();
  } catch (error) {
    const reason = error instanceof Error ? error.message.slice(0, 160) : 'unknown';
    throw ProblemError.field('pictures', `is not a readable zip: ${reason}`, 'make the zip again');
  }
}

async function firstBytes(path: string, count: number): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(count), 0, count, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
