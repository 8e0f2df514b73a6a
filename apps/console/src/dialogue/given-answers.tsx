import { Button } from 'react-aria-components';
import { answerOf, api } from '../api/client';
import { useAnswer } from '../api/use-answer';
import { shopperName } from '../explanation/facets';
import { answerWords } from './choice-state';
import type { GivenAnswer } from './types';

interface Props {
  readonly answers: readonly GivenAnswer[];
  readonly onBack: () => void;
  readonly onAnew: () => void;
}

/** What was answered so far, and the ways back. */
export function GivenAnswers({ answers, onBack, onAnew }: Props) {
  return (
    <div className="stack given">
      {answers.length > 0 && (
        <>
          <h3 id="given">You said</h3>
          <ol className="given-list" aria-labelledby="given">
            {answers.map((answer, index) => (
              // An answer may come twice in an address that a person wrote.
              <Given key={`${index} ${answer.neurons.join()}`} answer={answer} />
            ))}
          </ol>
        </>
      )}
      <div className="row">
        {answers.length > 0 && (
          <Button className="button" onPress={onBack}>
            Back
          </Button>
        )}
        <Button className="button plain" onPress={onAnew}>
          Start again
        </Button>
      </div>
    </div>
  );
}

/** One answer; the names of its neurons are asked for, so that it is said also where the dialogue came as an address. */
function Given({ answer }: { readonly answer: GivenAnswer }) {
  const { answer: named } = useAnswer(answer.neurons.join(), (signal) =>
    Promise.all(
      answer.neurons.map((id) => answerOf(api.GET('/v1/neurons/{id}', { params: { path: { id } }, signal }))),
    ),
  );
  const nameOf = (id: number) => {
    const neuron = named?.find((each) => each.id === id);
    if (neuron === undefined) return '\u2026';
    const isSayable = !neuron.hidden && !neuron.sensitive;
    return shopperName(isSayable ? neuron : { name: null, facet: neuron.facet });
  };
  return <li className="query-part given-answer">{answerWords(answer, nameOf)}</li>;
}
