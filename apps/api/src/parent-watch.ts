const lookEveryMs = 500;

/**
 * Started through npm, the process belongs to it: npm that was killed, or a shell between the two that keeps a signal to
 * itself, would leave the server and its database behind on the port.
 *
 * @param orphaned is called once, when the process that started this one is gone
 */
export function watchParent(orphaned: () => void): void {
  if (process.env['npm_lifecycle_event'] === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    orphaned();
  }, lookEveryMs).unref();
}
