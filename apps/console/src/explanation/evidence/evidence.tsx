import type { ReactNode } from 'react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { answerOf, api } from '../../api/client';
import type { Evidence as Answer, ProductCard, ResultNeuron } from '../../api/types';
import { useAnswer } from '../../api/use-answer';
import { FailureNote } from '../../app/failure-note';
import { facetColour, neuronName, shopperName } from '../facets';
import { EffectText } from './effect-text';
import { PictureRegion } from './picture-region';
import { quoted } from './quoted';
import './evidence.css';

/** What was asked, as far as it says how a contribution came about. */
export interface AskedWords {
  readonly text: string | null;
  /** The modality of the part of the query that fired a neuron, where it is one. */
  readonly modalityOf: (neuron: number) => 'image' | 'text' | null;
}

interface Props {
  readonly product: Pick<ProductCard, 'id' | 'title' | 'pictures'>;
  readonly neurons: readonly ResultNeuron[];
  readonly asked: AskedWords;
  readonly detailed: boolean;
  readonly chosen: number | null;
  readonly onChoose: (neuron: number | null) => void;
}

/** Choosing a neuron shows where in the pictures, copy and reviews it was seen. */
export function Evidence({ product, neurons, asked, detailed, chosen, onChoose }: Props) {
  const nameOf = detailed ? neuronName : shopperName;
  const shown = neurons.filter(({ name }) => detailed || name !== null);
  if (shown.length === 0) return null;
  const neuron = shown.find(({ id }) => id === chosen);
  return (
    <div className="stack evidence">
      <h4 id="where">Where it shows</h4>
      <ToggleButtonGroup
        className="row"
        aria-labelledby="where"
        selectionMode="single"
        selectedKeys={neuron === undefined ? [] : [neuron.id]}
        onSelectionChange={(keys) => onChoose([...keys].map(Number)[0] ?? null)}
      >
        {shown.map((each) => (
          <ToggleButton key={each.id} id={each.id} className="evidence-choice">
            <span className="chip-dot" style={{ background: facetColour(each.facet) }} />
            {nameOf(each)}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      {neuron !== undefined && (
        <Shown
          key={neuron.id}
          product={product}
          neuron={neuron}
          name={nameOf(neuron)}
          asked={asked}
          detailed={detailed}
        />
      )}
    </div>
  );
}

interface ShownProps extends Pick<Props, 'product' | 'asked' | 'detailed'> {
  readonly neuron: ResultNeuron;
  readonly name: string;
}

function Shown({ product, neuron, name, asked, detailed }: ShownProps) {
  const modality = asked.modalityOf(neuron.id);
  const { answer, failure, retry } = useAnswer(`${product.id} ${neuron.id} ${asked.text}`, (signal) =>
    answerOf(
      api.GET('/v1/explanations/evidence', {
        params: {
          query: {
            productId: product.id,
            neuron: neuron.id,
            ...(asked.text === null ? {} : { text: asked.text }),
            ...(modality === null ? {} : { modality }),
          },
        },
        signal,
      }),
    ),
  );
  if (failure !== undefined) return <FailureNote failure={failure} retry={retry} />;
  if (answer === undefined)
    return (
      <p className="quiet" role="status">
        Looking in the pictures and texts {'\u2026'}
      </p>
    );
  return <Found answer={answer} product={product} name={name} detailed={detailed} />;
}

interface FoundProps extends Pick<ShownProps, 'product' | 'name' | 'detailed'> {
  readonly answer: Answer;
}

function Found({ answer, product, name, detailed }: FoundProps) {
  const color = { '--mark': facetColour(answer.neuron.facet) } as React.CSSProperties;
  const pictures = answer.pictures.flatMap((evidence) => {
    const picture = product.pictures.find(({ hash }) => hash === evidence.hash);
    return picture === undefined || evidence.activation <= 0 ? [] : { picture, evidence };
  });
  const descriptions = answer.descriptions.filter(({ activation }) => activation > 0);
  const quote = quoted(answer);
  const { query } = answer;
  return (
    <div className="stack evidence-found" style={color}>
      {pictures.length > 0 && (
        <div className="evidence-pictures">
          {pictures.map((each) => (
            <PictureRegion key={each.picture.hash} {...each} name={name} detailed={detailed} />
          ))}
        </div>
      )}
      <dl className="evidence-texts">
        {pictures.length === 0 && <Line term="Pictures">{`None shows ${name}.`}</Line>}
        <Line term="Description">
          {descriptions.length === 0
            ? `It does not say ${name}.`
            : descriptions.map(({ position, text, words }) => (
                <span key={position} className="evidence-passage">
                  <EffectText text={text} words={words} />
                </span>
              ))}
        </Line>
        <Line term="Reviews">
          {quote === null ? (
            `None says ${name}.`
          ) : (
            <q>
              <EffectText {...quote} />
            </q>
          )}
        </Line>
        {query !== undefined && (
          <Line term="Your words">
            <EffectText {...query} />
          </Line>
        )}
      </dl>
      <ul className="small quiet evidence-legend">
        {pictures.length > 0 && (
          <li>
            <span className="evidence-key-region" aria-hidden="true" />
            Bright and outlined: the fifth of the picture that carries most of {name}. It is drawn where
            hiding it costs more than hiding as much elsewhere.
          </li>
        )}
        <li>
          <span className="evidence-word evidence-key-word" aria-hidden="true">
            word
          </span>
          Underlined: without this word the text says it less; the thicker the line, the less.
        </li>
      </ul>
    </div>
  );
}

function Line({ term, children }: { readonly term: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt className="small quiet">{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}
