import type { Worker } from 'node:worker_threads';
import { startWorker } from '#platform';
import type { TowerData, TowerInput, TowerOutput, TowerReply } from './messages.js';

interface Waiting {
  readonly resolve: (output: TowerOutput) => void;
  readonly reject: (error: Error) => void;
}

/** One tower of the encoder in a thread of its own. Batches run in the order in which they are given. */
export class Tower {
  private worker: Promise<Worker> | undefined;
  private readonly waiting = new Map<number, Waiting>();
  private readonly running = new Set<Promise<TowerOutput>>();
  private nextId = 0;
  private closed = false;

  constructor(private readonly data: TowerData) {}

  /** Starts the thread where it isn't running; {@link run} does so too. @throws when the model can't be loaded. */
  async start(): Promise<void> {
    await this.ready();
  }

  /** One batch. @throws when the model fails on it, or when the thread ends. */
  async run(input: TowerInput): Promise<TowerOutput> {
    const output = this.send(input);
    this.running.add(output);
    try {
      return await output;
    } finally {
      this.running.delete(output);
    }
  }

  /** Ends the thread after the batches that it already has. */
  async close(): Promise<void> {
    if (this.closed) return;
    const worker = this.worker;
    this.closed = true;
    await Promise.allSettled(this.running);
    const thread = await worker?.catch(() => undefined);
    if (!thread || this.worker === undefined) return;
    const ended = new Promise((resolve) => thread.once('exit', resolve));
    thread.postMessage('close');
    await ended;
  }

  private async send(input: TowerInput): Promise<TowerOutput> {
    const worker = await this.ready();
    return new Promise((resolve, reject) => {
      const id = this.nextId;
      this.nextId += 1;
      this.waiting.set(id, { resolve, reject });
      worker.postMessage({ id, input });
    });
  }

  private ready(): Promise<Worker> {
    if (this.closed) return Promise.reject(new Error('the encoder is closed'));
    this.worker ??= this.spawn();
    return this.worker;
  }

  private spawn(): Promise<Worker> {
    return new Promise((resolve, reject) => {
      const ended = (error: Error): void => {
        this.worker = undefined;
        reject(error);
        for (const waiting of this.waiting.values()) waiting.reject(error);
        this.waiting.clear();
      };
      const worker = startWorker(
        new URL('./tower-worker.js', import.meta.url),
        { name: `encoder-${this.data.modality}`, data: this.data },
        ended,
      );
      worker.on('message', (reply: TowerReply) => {
        if (reply.kind === 'ready') {
          resolve(worker);
          return;
        }
        const waiting = this.waiting.get(reply.id);
        this.waiting.delete(reply.id);
        if (reply.kind === 'done') waiting?.resolve(reply.output);
        else waiting?.reject(new Error(`the ${this.data.modality} tower failed: ${reply.reason}`));
      });
      worker.on('exit', () => ended(new Error(`the thread of the ${this.data.modality} tower ended`)));
    });
  }
}
