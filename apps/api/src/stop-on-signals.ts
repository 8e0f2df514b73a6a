import type { Logger } from '#platform';
import { catchWhatIsLeft } from './last-resort.js';
import { watchParent } from './parent-watch.js';

const patienceMs = 9_500;
/** Ctrl-C reaches this process twice, from the terminal and handed on by npm: what follows so soon is the same signal. */
const sameSignalMs = 1_000;

export interface Stopping {
  /** Is aborted by the first reason to stop. */
  readonly signal: AbortSignal;
  /** Ends the process cleanly with this exit code. */
  end(exitCode: number): void;
}

/**
 * Ends the process cleanly at the first SIGTERM or SIGINT, when npm started it and is gone, and after an error that
 * nobody caught (then with 1); at the second signal, or when it takes too long, at once.
 *
 * @param abandon is called last where the process ends at once
 */
export function stopOnSignals(logger: Logger, stop: () => Promise<void>, abandon: () => void): Stopping {
  const stopping = new AbortController();
  let stoppingSince = 0;
  const exitNow = (): void => {
    abandon();
    process.exit(1);
  };
  const end = (exitCode: number): void => {
    if (stopping.signal.aborted) return;
    stoppingSince = performance.now();
    stopping.abort();
    setTimeout(() => {
      logger.fatal('stopping took too long');
      exitNow();
    }, patienceMs).unref();
    stop().then(
      () => {
        logger.info('stopped');
        process.exit(exitCode);
      },
      (error: unknown) => {
        logger.fatal({ err: error }, 'stopping failed');
        exitNow();
      },
    );
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stopping.signal.aborted) {
      if (performance.now() - stoppingSince > sameSignalMs) exitNow();
      return;
    }
    logger.info({ signal }, 'stopping');
    end(0);
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  watchParent(() => {
    logger.info('npm, which started this process, is gone: stopping');
    end(0);
  });
  catchWhatIsLeft(logger, () => end(1));
  return { signal: stopping.signal, end };
}
