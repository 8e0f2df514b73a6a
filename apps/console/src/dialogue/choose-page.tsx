import { useState } from 'react';
import { Button } from 'react-aria-components';
import { answerOf, api } from '../api/client';
import { useAnswer } from '../api/use-answer';
import { FailureNote } from '../app/failure-note';
import { PageTitle } from '../app/page-title';
import { PictureDrop } from '../pictures/picture-drop';
import { keepPicture, keptPicture, toQueryPicture } from '../pictures/query-picture';
import { RemovePart } from '../shop/judged-part';
import { SearchBox } from '../shop/search-box';
import { emptyChoice, hasBegun, toTurnRequest } from './choice-state';
import { GivenAnswers } from './given-answers';
import { Kinds } from './kinds';
import { Proposals } from './proposals';
import { QuestionPanel } from './question-panel';
import { useChoice } from './use-choice';
import './choose-page.css';

/** Help with choosing: a photo or a few words, then short questions, and all the while what fits best by now. */
export default function ChoosePage() {
  const [choice, change] = useChoice();
  const [unreadable, setUnreadable] = useState<string | null>(null);
  const picture = choice.picture === null ? undefined : keptPicture(choice.picture);
  const asked = picture === undefined ? { ...choice, picture: null } : choice;
  const isBegun = hasBegun(asked);
  const request = toTurnRequest(asked, picture);
  const turn = useAnswer(
    isBegun ? JSON.stringify([request.query.text, asked.picture, asked.dictionary, asked.answers]) : null,
    (signal) => answerOf(api.POST('/v1/dialogue', { body: request, signal })),
  );
  const { answer, failure, isLoading, retry } = turn;
  const anew = { dictionary: null, answers: [] };

  const takePicture = async (files: readonly File[]) => {
    const [file] = files;
    if (file === undefined) return;
    try {
      const key = keepPicture(await toQueryPicture(file));
      setUnreadable(null);
      change({ picture: key, ...anew });
    } catch (cause) {
      setUnreadable(
        cause instanceof Error ? cause.message : 'This file could not be read. Choose another one.',
      );
    }
  };

  return (
    <PictureDrop
      onPictures={(files) => void takePicture(files)}
      label="Drop or paste a picture to begin with"
    >
      <div className="stack choose">
        <div className="stack choose-begin">
          <PageTitle>Help me choose</PageTitle>
          <p className="quiet choose-lead">
            Show a picture of something like it, or say in a few words what it is for. Then answer a few
            questions; what fits best stands beside them all the while.
          </p>
          <SearchBox
            text={choice.text}
            onText={(text) => change({ text, ...anew }, { replace: true })}
            onPicture={(files) => void takePicture(files)}
          />
          {unreadable !== null && <p role="alert">{unreadable}</p>}
          {choice.picture !== null && picture === undefined && (
            <p className="small">
              The picture of this dialogue stayed on the device it was chosen on. Choose or drop it again.
            </p>
          )}
          {picture !== undefined && (
            <p className="query-part choose-picture">
              <img src={picture} alt="Yours" width={48} height={48} />
              <span>Your picture</span>
              <RemovePart label="Leave out the picture" onPress={() => change({ picture: null, ...anew })} />
            </p>
          )}
        </div>
        {!isBegun && <Kinds onChoose={(text) => change({ text })} />}
        {failure !== undefined && failure.status === 409 && choice.answers.length > 0 ? (
          <div className="note" role="alert">
            <p>
              The shop has learned new words since these questions were asked. Your answers belong to the old
              ones.
            </p>
            <Button className="button" onPress={() => change(anew)}>
              Ask me anew
            </Button>
          </div>
        ) : (
          failure !== undefined && <FailureNote failure={failure} retry={retry} />
        )}
        {isBegun && failure === undefined && answer === undefined && (
          <p className="quiet" role="status">
            Looking around {'\u2026'}
          </p>
        )}
        {isBegun && failure === undefined && answer !== undefined && (
          <div className="choose-columns" aria-busy={isLoading}>
            <div className="stack choose-asked">
              <QuestionPanel
                turn={answer}
                isLoading={isLoading}
                onAnswer={(id) => {
                  const { dictionary, asks } = answer.state;
                  if (asks === null) return;
                  change({ dictionary, answers: [...choice.answers, { neurons: asks, choice: id }] });
                }}
              />
              <GivenAnswers
                answers={choice.answers}
                onBack={() => change({ answers: choice.answers.slice(0, -1) })}
                onAnew={() => change(emptyChoice)}
              />
            </div>
            <Proposals turn={answer} choice={choice} isLoading={isLoading} />
          </div>
        )}
      </div>
    </PictureDrop>
  );
}
