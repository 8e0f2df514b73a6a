import { useState } from 'react';
import { Button } from 'react-aria-components';
import { answerOf, api } from '../api/client';
import type { RecommendationRequest } from '../api/types';
import { useAnswer } from '../api/use-answer';
import { FailureNote } from '../app/failure-note';
import type { ChangeSearch } from '../shop/use-search';
import { applied } from './applied';
import type { WhyNotAnswer } from './types';
import './why-not.css';

interface Props {
  readonly id: string;
  readonly request: RecommendationRequest;
  readonly change: ChangeSearch;
}

/** Among the first how many a product is wanted. */
const top = 10;

/** Why a product is not among the results of the search, and what would bring it there. */
export function WhyNot({ id, request, change }: Props) {
  const [isAsked, setAsked] = useState(false);
  const { query, filter, variants } = request;
  const { answer, failure, retry } = useAnswer(isAsked ? JSON.stringify([id, request]) : null, (signal) =>
    answerOf(
      api.POST('/v1/explanations/why-not', {
        body: {
          query,
          productId: id,
          top,
          ...(filter === undefined ? {} : { filter }),
          ...(variants === undefined ? {} : { variants }),
        },
        signal,
      }),
    ),
  );
  return (
    <section className="stack why-not" aria-labelledby="why-not">
      <h3 id="why-not">Not among the results shown</h3>
      {!isAsked && (
        <Button className="button why-not-ask" onPress={() => setAsked(true)}>
          Why isn{'\u2019'}t this product here?
        </Button>
      )}
      <div className="stack" role="status">
        {isAsked && answer === undefined && failure === undefined && (
          <p className="quiet">
            Trying what would bring it among the first {top} {'\u2026'}
          </p>
        )}
        {answer !== undefined && <Reasons answer={answer} change={change} />}
      </div>
      {failure !== undefined && <FailureNote failure={failure} retry={retry} />}
    </section>
  );
}

interface ReasonsProps {
  readonly answer: WhyNotAnswer;
  readonly change: ChangeSearch;
}

function Reasons({ answer, change }: ReasonsProps) {
  const { obstacles, suggestions, standing, tried } = answer;
  return (
    <>
      <ul className="why-not-obstacles">
        {obstacles.map(({ kind, field, message }) => (
          <li key={`${kind} ${field ?? ''} ${message}`}>{message}</li>
        ))}
        {standing.place !== null && <li className="quiet">It stands in place {standing.place}.</li>}
      </ul>
      {suggestions.length === 0 && (
        <p>
          Nothing was found that brings it among the first {answer.top}: {tried.runs} changes were tried. It
          may have nothing to do with what was asked.
        </p>
      )}
      <ul className="stack">
        {suggestions.map(({ sentence, change: suggested }) => (
          <li key={sentence} className="why-not-suggestion">
            <p>{sentence}</p>
            <Button className="button" onPress={() => change(applied(suggested))}>
              Apply it
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}
