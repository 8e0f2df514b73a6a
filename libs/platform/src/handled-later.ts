/**
 * For work that is begun now and awaited after something else: when it fails meanwhile, nobody listens yet, and that would
 * end the process. The await that comes later throws all the same.
 */
export function handledLater<T>(work: Promise<T>): Promise<T> {
  work.catch(() => undefined);
  return work;
}
