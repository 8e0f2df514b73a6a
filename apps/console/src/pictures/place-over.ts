/** A rectangle on a picture, in shares of its sides. */
export interface PictureArea {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Where an element lies that covers the area of the picture in the same positioned box. */
export function placeOver({ left, top, width, height }: PictureArea): Record<keyof PictureArea, string> {
  const share = (value: number) => `${100 * value}%`;
  return { left: share(left), top: share(top), width: share(width), height: share(height) };
}
