import type { Beginning, FitProgress } from './fitter.js';
import type { FitSettings, Pairs, Parameters } from './parameters.js';

/** What the thread of a fit is started with. */
export interface FitData {
  /** Arrays over shared memory. */
  readonly pairs: Pairs;
  readonly settings: FitSettings;
  /** Where it goes on from and what it keeps its state in; none: from the beginning, nothing kept. */
  readonly checkpoint: { readonly path: string; readonly key: string } | undefined;
  readonly beginning: Beginning;
  readonly threads: number;
  /** One Int32 over shared memory: not 0 asks the thread to end. */
  readonly stop: Int32Array<SharedArrayBuffer>;
}

export type FitMessage =
  | { readonly kind: 'progress'; readonly progress: FitProgress }
  | { readonly kind: 'done'; readonly parameters: Parameters };
