/** The media type of a stored picture by its first bytes; only kinds that the encoder decodes are stored. */
export function pictureType(contents: Buffer): string {
  const head = contents.subarray(0, 12).toString('latin1');
  if (head.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (head.startsWith('\x89PNG')) return 'image/png';
  if (head.startsWith('GIF8')) return 'image/gif';
  if (head.startsWith('RIFF')) return 'image/webp';
  if (head.startsWith('II') || head.startsWith('MM')) return 'image/tiff';
  return head.slice(4, 8) === 'ftyp' ? 'image/avif' : 'application/octet-stream';
}
