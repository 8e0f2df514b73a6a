import { parentPort, workerData } from 'node:worker_threads';
import { Slices, type Engine } from './engine.js';
import { ExactEngine } from './exact-engine.js';
import { HnswEngine } from './hnsw-engine.js';
import type { Hnswlib } from './hnsw-graph.js';
import { SnapshotRefused } from './snapshot.js';
import type { Neighbour } from './vector-index.js';
import type { Answer, PackedNeighbours, Request, WorkerSettings } from './worker-messages.js';

const port = parentPort;
if (!port) throw new Error('index-worker runs in a worker thread');
const settings = workerData as WorkerSettings;
const ready = createEngine();
// Whoever asks is told.
ready.catch(() => undefined);
/** Changes follow one another; searches pass between their slices. */
let changes: Promise<unknown> = ready;

port.on('message', (request: Request) => {
  const work = perform(request);
  work.then(
    (value) => port.postMessage({ id: request.id, value } satisfies Answer),
    (error: unknown) => {
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      const absent = error instanceof SnapshotRefused && error.absent;
      port.postMessage({ id: request.id, error: { name, message, absent } } satisfies Answer);
    },
  );
});

async function createEngine(): Promise<Engine> {
  if (settings.kind === 'exact') return new ExactEngine(settings);
  const lib = (await import('hnswlib-node')) as Hnswlib & { default: Hnswlib };
  return new HnswEngine(lib.default, settings);
}

async function perform(request: Request): Promise<unknown> {
  const engine = await ready;
  switch (request.method) {
    case 'open':
      return undefined;
    case 'search':
      return packed(engine.search(request.query, request.k, request.allowed));
    case 'upsert':
      return inTurn(() => upsert(engine, request.ordinals, request.vectors));
    case 'remove':
      return inTurn(() => remove(engine, request.ordinals));
    case 'ordinals':
      return engine.ordinals();
    case 'save':
      return inTurn(() => engine.save(request.folder, request.origin));
    case 'load':
      return inTurn(() => engine.load(request.folder, request.expected));
    case 'stats':
      return engine.stats();
  }
}

/** Two arrays pass between threads much faster than hundreds of objects. */
function packed(neighbours: readonly Neighbour[]): PackedNeighbours {
  return {
    ordinals: Uint32Array.from(neighbours, ({ ordinal }) => ordinal),
    scores: Float64Array.from(neighbours, ({ score }) => score),
  };
}

function inTurn<T>(change: () => Promise<T>): Promise<T> {
  const done = changes.then(change);
  changes = done.catch(() => undefined);
  return done;
}

async function upsert(engine: Engine, ordinals: Uint32Array, vectors: Float32Array): Promise<void> {
  const { dimension } = settings;
  checkVectors(ordinals, vectors);
  const slices = new Slices();
  for (const [i, ordinal] of ordinals.entries()) {
    engine.set(ordinal, vectors.subarray(i * dimension, (i + 1) * dimension));
    await slices.next();
  }
}

async function remove(engine: Engine, ordinals: Uint32Array): Promise<void> {
  const slices = new Slices();
  for (const ordinal of ordinals) {
    engine.remove(ordinal);
    await slices.next();
  }
}

function checkVectors(ordinals: Uint32Array, vectors: Float32Array): void {
  const { dimension, maxNorm } = settings;
  if (vectors.length !== ordinals.length * dimension) {
    throw new RangeError(`${vectors.length} numbers are not ${ordinals.length} vectors of ${dimension}`);
  }
  // Rounding to float32 can lift a norm a little over the bound.
  const greatest = (maxNorm * (1 + 1e-5)) ** 2;
  for (const [row, ordinal] of ordinals.entries()) {
    let square = 0;
    for (let i = row * dimension; i < (row + 1) * dimension; i += 1) square += (vectors[i] ?? 0) ** 2;
    // Written so that NaN fails too.
    if (!(square <= greatest)) {
      throw new RangeError(`the vector of ${ordinal} has norm ${Math.sqrt(square)}, above ${maxNorm}`);
    }
  }
}
