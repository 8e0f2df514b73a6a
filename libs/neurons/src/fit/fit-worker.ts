// The thread of a fit: minutes of arithmetic that must not hold up requests.
import { parentPort, workerData } from 'node:worker_threads';
import { readCheckpoint, writeCheckpoint } from './checkpoint.js';
import type { FitData, FitMessage } from './fit-messages.js';
import { beginFit, continueFit, type FitProgress } from './fitter.js';
import { withoutSilent } from './prune.js';
import { UnitSelector } from './unit-selector.js';

const stepsPerMessage = 10;
const stepsPerCheckpoint = 100;

const { pairs, settings, checkpoint, beginning, threads, stop } = workerData as FitData;
const tell = (message: FitMessage): void => parentPort?.postMessage(message);

const selector = await UnitSelector.open(threads);
const kept = checkpoint && (await readCheckpoint(checkpoint.path, checkpoint.key));
const state = kept ?? beginFit(pairs, settings, beginning);
let progress: FitProgress;
do {
  progress = await continueFit(state, pairs, settings, selector, stepsPerMessage);
  tell({ kind: 'progress', progress });
  if (checkpoint && (state.step % stepsPerCheckpoint === 0 || progress.step >= progress.steps))
    await writeCheckpoint(checkpoint.path, checkpoint.key, state);
} while (progress.step < progress.steps && Atomics.load(stop, 0) === 0);
if (progress.step >= progress.steps)
  tell({ kind: 'done', parameters: await withoutSilent(state.parameters, pairs, selector, settings) });
await selector.close();
