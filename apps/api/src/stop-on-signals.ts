import type { Logger } from '#platform';
import { catchWhatIsLeft } from './last-resort.js';
import { watchParent } from './parent-watch.js';

const patienceMs = 9_500;

export interface Stopping {
  /** Is aborted by the first reason to stop. */
  readonly signal: AbortSignal;
  /** Ends the process cleanly with this exit code. */
  end(exitCode: number): void;
}

/**
 * Ends the process cleanly at the first SIGTERM or SIGINT, when npm started it and is gone, and after an error that
 * nobody caught (then with 1); at the second signal, or when it takes too long, at once.
 */
export function stopOnSignals(logger: Logger, stop: () => Promise<void>): Stopping {
  const stopping = new AbortController();
  const end = (exitCode: number): void => {
    if (stopping.signal.aborted) return;
    stopping.abort();
    setTimeout(() => {
      logger.fatal('stopping took too long');
      process.exit(1);
    }, patienceMs).unref();
    stop().then(
      () => {
        logger.info('stopped');
        process.exit(exitCode);
      },
      (error: unknown) => {
        logger.fatal({ err: error }, 'stopping failed');
        process.exit(1);
      },
    );
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stopping.signal.aborted) process.exit(1);
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
