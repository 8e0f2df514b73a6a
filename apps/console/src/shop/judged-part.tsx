import { useState } from 'react';
import { Button } from 'react-aria-components';
import { api, answerOf } from '../api/client';
import { useAnswer } from '../api/use-answer';
import { CloseIcon } from '../app/icons';

interface Props {
  readonly id: string;
  /** Its title, where the slate of the moment has it. */
  readonly title: string | undefined;
  /** "Like" or "Not like". */
  readonly words: string;
  /** "No longer like" or "No longer avoid". */
  readonly removal: string;
  readonly onRemove: () => void;
}

/**
 * A liked or disliked product as part of the search. It leaves the slate because of that, so its title is kept from the
 * slate that it was chosen in, or asked for where the search came as an address.
 */
export function JudgedPart({ id, title, words, removal, onRemove }: Props) {
  const [atFirst] = useState(title);
  const asked = useAnswer(atFirst === undefined ? id : null, (signal) =>
    answerOf(api.GET('/v1/catalogue/products/{id}', { params: { path: { id } }, signal })),
  );
  const shown = atFirst ?? asked.answer?.title ?? id;
  return (
    <li className="query-part">
      <span>{`${words} ${shown}`}</span>
      <RemovePart label={`${removal} ${shown}`} onPress={onRemove} />
    </li>
  );
}

export function RemovePart({ label, onPress }: { readonly label: string; readonly onPress: () => void }) {
  return (
    <Button className="query-part-remove" aria-label={label} onPress={onPress}>
      <CloseIcon size={16} />
    </Button>
  );
}
