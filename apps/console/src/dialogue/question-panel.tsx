import { useEffect, useRef } from 'react';
import { Button } from 'react-aria-components';
import { ProductPicture } from '../pictures/product-picture';
import type { Answer, Ended, Turn } from './types';

interface Props {
  readonly turn: Turn;
  readonly isLoading: boolean;
  readonly onAnswer: (id: string) => void;
}

/** Why there is no question. @param best the title of the first product, where there is one */
function endingOf(ended: Ended, best: string | undefined): { readonly title: string; readonly more: string } {
  if (ended === 'clear')
    return {
      title: `${best ?? 'One'} stands out`,
      more: 'No question is likely to change that. If it is not what you meant, say more above, or show a picture.',
    };
  if (ended === 'asked-enough') return { title: 'Enough questions', more: 'These fit what you said best.' };
  return {
    title: 'No more questions',
    more: 'None would tell these apart. Their pictures and reviews may.',
  };
}

/** The question that is open with its two or three answers, or why there is none. */
export function QuestionPanel({ turn, isLoading, onAnswer }: Props) {
  const { question, ended, state } = turn;
  const heading = useRef<HTMLHeadingElement>(null);
  const count = state.answers.length;
  const before = useRef(count);
  useEffect(() => {
    // The button that was pressed is gone with its question: go on where the next one stands.
    if (before.current !== count) heading.current?.focus({ preventScroll: true });
    before.current = count;
  }, [count]);
  if (question === null) {
    const { title, more } = endingOf(ended ?? 'nothing-splits', turn.results[0]?.product.title);
    return (
      <section className="panel stack question" aria-labelledby="question">
        <h2 id="question" ref={heading} tabIndex={-1}>
          {title}
        </h2>
        <p className="quiet">{more}</p>
      </section>
    );
  }
  const any = question.answers.find(({ id }) => id === 'any');
  return (
    <section className="panel stack question" aria-labelledby="question">
      <div>
        <p className="small quiet">Question {count + 1}</p>
        <h2 id="question" className="question-text" ref={heading} tabIndex={-1}>
          {question.text}
        </h2>
      </div>
      <ul className="question-answers">
        {question.answers
          .filter(({ id }) => id !== 'any')
          .map((answer) => (
            <li key={`${question.neurons.join()} ${answer.id}`}>
              <Choice answer={answer} isDisabled={isLoading} onPress={() => onAnswer(answer.id)} />
            </li>
          ))}
      </ul>
      {any !== undefined && (
        <Button className="button" isDisabled={isLoading} onPress={() => onAnswer(any.id)}>
          Doesn{'\u2019'}t matter
        </Button>
      )}
    </section>
  );
}

interface ChoiceProps {
  readonly answer: Answer;
  readonly isDisabled: boolean;
  readonly onPress: () => void;
}

function Choice({ answer, isDisabled, onPress }: ChoiceProps) {
  return (
    <Button className="question-answer" isDisabled={isDisabled} onPress={onPress}>
      <span className="question-word">{answer.text}</span>
      <span className="question-examples">
        {answer.examples.map(({ productId, title, picture }) => (
          <ProductPicture
            key={productId}
            picture={picture === null ? undefined : { hash: picture, width: 320, height: 320 }}
            alt={title}
            size={320}
          />
        ))}
      </span>
    </Button>
  );
}
