import { useEffect, useState } from 'react';
import { accessKey } from '../api/access-key';

/**
 * Where a stored picture can be shown from: its own address, or, in an installation that wants an API key
 * (which <img> can't send), the address of a copy fetched with it. Undefined until that copy is there.
 */
export function usePictureAddress(path: string): string | undefined {
  const isKeyed = accessKey.current() !== null;
  const [copy, setCopy] = useState<{ path: string; address: string } | null>(null);
  useEffect(() => {
    if (!isKeyed) return;
    const call = new AbortController();
    let address: string | undefined;
    void fetch(path, { headers: accessKey.headers(), signal: call.signal })
      .then((response) => (response.ok ? response.blob() : null))
      .then(
        (picture) => {
          if (picture === null || call.signal.aborted) return;
          address = URL.createObjectURL(picture);
          setCopy({ path, address });
        },
        // A picture that does not come leaves its place empty; the product is there without it.
        () => undefined,
      );
    return () => {
      call.abort();
      if (address !== undefined) URL.revokeObjectURL(address);
    };
  }, [path, isKeyed]);
  if (!isKeyed) return path;
  return copy?.path === path ? copy.address : undefined;
}
