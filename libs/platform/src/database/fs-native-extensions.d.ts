declare module 'fs-native-extensions' {
  /**
   * Locks the whole file for whoever holds this open file: the kernel frees it when the last copy of the descriptor is
   * closed, however its holders end. False when somebody else holds it.
   */
  export function tryLock(fd: number): boolean;
}
