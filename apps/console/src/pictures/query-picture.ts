const longestSide = 640;
const quality = 0.88;
const kept = new Map<string, string>();
const prefix = 'picture-';

export const acceptedPictures = [
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/avif',
  'image/gif',
  'image/tiff',
];

/**
 * A chosen picture as a data URL of at most 640 px a side, on white: what the encoder needs, and quick to send.
 * A kind of picture that this browser can't draw goes as it is; the engine knows more kinds.
 */
export async function toQueryPicture(file: Blob): Promise<string> {
  let bitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    return readAsDataUrl(file);
  }
  const scale = Math.min(1, longestSide / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const context = canvas.getContext('2d');
  if (context === null) return readAsDataUrl(file);
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return canvas.toDataURL('image/jpeg', quality);
}

function readAsDataUrl(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as string);
    reader.onerror = () => reject(new Error('This file could not be read. Choose another one.'));
    reader.readAsDataURL(file);
  });
}

/** Keeps a picture for this tab and gives the key that stands in the address. */
export function keepPicture(dataUrl: string): string {
  const key = fingerprint(dataUrl);
  kept.set(key, dataUrl);
  try {
    sessionStorage.setItem(prefix + key, dataUrl);
  } catch {
    // The tab's storage is full: make room by letting go of the older pictures, this one stays in memory.
    for (const name of Object.keys(sessionStorage))
      if (name.startsWith(prefix)) sessionStorage.removeItem(name);
  }
  return key;
}

/** The picture with this key; undefined when this tab does not hold it (an address from another device). */
export function keptPicture(key: string): string | undefined {
  return kept.get(key) ?? sessionStorage.getItem(prefix + key) ?? undefined;
}

/** 53-bit hash (cyrb53) in base 36: names a picture in the address, also where there is no secure context. */
function fingerprint(text: string): string {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return (4294967296 * (2097151 & low) + (high >>> 0)).toString(36);
}
