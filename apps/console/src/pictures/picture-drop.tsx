import { useEffect, useEffectEvent, type ReactNode } from 'react';
import { DropZone, type DropItem } from 'react-aria-components';
import './picture-drop.css';

interface Props {
  readonly onPictures: (files: File[]) => void;
  readonly label: string;
  readonly children: ReactNode;
}

/** An area that takes pictures dropped on it, or pasted anywhere on the page. */
export function PictureDrop({ onPictures, label, children }: Props) {
  const take = useEffectEvent((files: readonly File[]) => {
    const pictures = files.filter(({ type }) => type.startsWith('image/'));
    if (pictures.length > 0) onPictures(pictures);
  });
  useEffect(() => {
    const paste = (event: ClipboardEvent) => take([...(event.clipboardData?.files ?? [])]);
    document.addEventListener('paste', paste);
    return () => document.removeEventListener('paste', paste);
  }, []);
  return (
    <DropZone
      className="picture-drop"
      aria-label={label}
      getDropOperation={() => 'copy'}
      onDrop={({ items }) => {
        void filesOf(items).then((files) => {
          const pictures = files.filter(({ type }) => type.startsWith('image/'));
          if (pictures.length > 0) onPictures(pictures);
        });
      }}
    >
      {children}
      <span className="picture-drop-here" aria-hidden="true">
        Drop the picture here
      </span>
    </DropZone>
  );
}

function filesOf(items: readonly DropItem[]): Promise<File[]> {
  return Promise.all(items.flatMap((item) => (item.kind === 'file' ? [item.getFile()] : [])));
}
