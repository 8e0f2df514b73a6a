import { isOutside, type Logger } from '#platform';

/**
 * For errors that nobody caught. One of something outside (a connection, a disk, a client) ends nothing: it is logged as
 * the mistake that it is, and all else goes on. Any other is a mistake in the program, after which nobody knows what state
 * it is in: the process ends cleanly, to be started again.
 */
export function catchWhatIsLeft(logger: Logger, stop: () => void): void {
  const onError = (error: unknown, what: string): void => {
    if (isOutside(error)) {
      logger.error(
        { err: error },
        `${what} of something outside; this is a mistake in the program, please report it`,
      );
      return;
    }
    logger.fatal({ err: error }, `${what}; this is a mistake in the program, please report it; ending`);
    stop();
  };
  process.on('unhandledRejection', (error) => onError(error, 'nobody caught a failure'));
  process.on('uncaughtException', (error) => onError(error, 'nobody caught an error'));
}
