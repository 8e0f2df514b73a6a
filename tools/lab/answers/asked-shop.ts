import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '#platform';
import { fetch, FormData, type RequestInit, type Response } from 'undici';
import type { UploadProduct } from '../data/catalogue.js';
import type { Answer } from './recording.js';

const waitMs = 1000;
const mostWaits = 120;

/** What is asked: JSON, or multipart with the parts `request` and `image` where there is a picture. */
export interface Question {
  readonly path: string;
  readonly method?: 'GET' | 'POST' | 'PUT';
  readonly body?: object;
  readonly picture?: Buffer;
}

/** A shop to ask, and what can be asked of it: the same in every run with the same seed. */
export interface ShopContent {
  readonly name: 'seed' | 'fashion';
  readonly products: readonly UploadProduct[];
  /** What shoppers type. */
  readonly texts: readonly string[];
  /** Pictures to ask with. */
  readonly pictures: readonly Buffer[];
}

/** Asks an engine and keeps every answer, under a name that says what was asked and is the same in every revision. */
export class AskedShop {
  readonly answers: Answer[] = [];
  private readonly counts = new Map<string, number>();
  private readonly random: () => number;

  constructor(
    readonly url: string,
    readonly content: ShopContent,
    seed: number,
  ) {
    this.random = seededRandom(seed);
  }

  /** One of the items, drawn. */
  one<T>(items: readonly T[]): T {
    const item = items[Math.floor(this.random() * items.length)];
    if (item === undefined) throw new RangeError(`the shop "${this.content.name}" has nothing to draw from`);
    return item;
  }

  /** A product's id, drawn. */
  productId(): string {
    return this.one(this.content.products).id;
  }

  /**
   * Asks, and keeps the answer, refusals too.
   *
   * @param kind what is asked; the answers of a kind are numbered
   * @returns the JSON of the answer
   * @throws {Error} when the engine can't answer
   */
  async ask<T = unknown>(kind: string, question: Question): Promise<T> {
    const { path, method = question.body || question.picture ? 'POST' : 'GET' } = question;
    const response = await this.answered(`${this.url}${path}`, { method, ...sent(question) });
    const type = response.headers.get('content-type')?.split(';')[0] ?? '';
    const bytes = Buffer.from(await response.arrayBuffer());
    const number = (this.counts.get(kind) ?? 0) + 1;
    this.counts.set(kind, number);
    const body = read(type, bytes);
    this.answers.push({
      name: `${this.content.name}/${kind}/${String(number).padStart(3, '0')}`,
      question: { method, path, ...shortened(question) },
      status: response.status,
      type,
      body,
    });
    if (this.answers.length % 50 === 0) console.log(`${this.content.name}: ${this.answers.length} answers`);
    return body as T;
  }

  /** The answer, when there is one: a database that is busy for a moment has no say in what is recorded. */
  private async answered(url: string, request: RequestInit): Promise<Response> {
    for (let waits = 0; ; waits += 1) {
      const response = await fetch(url, request);
      if (response.status < 500) return response;
      const text = await response.text();
      if (response.status !== 503 || waits === mostWaits)
        throw new Error(`${url} answered ${response.status}: ${text}`);
      await sleep(waitMs);
    }
  }
}

function sent({ body, picture }: Question): { body?: string | FormData; headers?: Record<string, string> } {
  if (picture) {
    const form = new FormData();
    form.set('request', JSON.stringify(body));
    form.set('image', new Blob([new Uint8Array(picture)]), 'query.webp');
    return { body: form };
  }
  return body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {};
}

function read(type: string, bytes: Buffer): unknown {
  if (type.endsWith('json')) return JSON.parse(bytes.toString('utf8')) as unknown;
  if (type.startsWith('text/')) return bytes.toString('utf8');
  return { bytes: bytes.length, sha256: hashOf(bytes) };
}

/** The question for people to read: pictures by their hashes. */
function shortened({ body, picture }: Question): Pick<Answer['question'], 'body' | 'picture'> {
  const short: unknown = body && JSON.parse(JSON.stringify(body, (_, value: unknown) => shortString(value)));
  return { ...(body ? { body: short } : {}), ...(picture ? { picture: hashOf(picture) } : {}) };
}

function shortString(value: unknown): unknown {
  return typeof value === 'string' && value.length > 2000 ? hashOf(Buffer.from(value)) : value;
}

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
