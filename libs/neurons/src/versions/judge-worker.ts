// The thread that names and judges a fitted dictionary: too long for the thread that answers requests.
import { parentPort, workerData } from 'node:worker_threads';
import { judgeFitted } from './judge-fitted.js';
import type { JudgeData } from './judge-messages.js';

parentPort?.postMessage(judgeFitted(workerData as JudgeData));
