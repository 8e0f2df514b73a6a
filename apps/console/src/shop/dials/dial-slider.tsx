import { useState } from 'react';
import { Button, Label, Slider, SliderOutput, SliderThumb, SliderTrack } from 'react-aria-components';
import { CloseIcon } from '../../app/icons';
import type { NeuronName } from '../../api/types';
import { facetColour, neuronName } from '../../explanation/facets';
import { mostWeight, weightWords } from './dial';

interface Props {
  readonly neuron: NeuronName;
  readonly weight: number;
  readonly onTurn: (weight: number) => void;
}

/** One neuron's dial, from "much less" to "much more". */
export function DialSlider({ neuron, weight, onTurn }: Props) {
  const name = neuronName(neuron);
  const [held, setHeld] = useState(weight);
  const [seen, setSeen] = useState(weight);
  if (weight !== seen) {
    // The address changed: it wins over where the thumb stands.
    setSeen(weight);
    setHeld(weight);
  }
  return (
    <div className="dial">
      <Slider
        className="dial-slider"
        value={held}
        onChange={setHeld}
        minValue={-mostWeight}
        maxValue={mostWeight}
        step={0.25}
        onChangeEnd={onTurn}
      >
        <Label className="dial-name">
          <span className="chip-dot" style={{ background: facetColour(neuron.facet) }} />
          {name}
        </Label>
        <SliderOutput className="small quiet dial-output">
          {({ state }) => weightWords(state.getThumbValue(0))}
        </SliderOutput>
        <SliderTrack className="dial-track">
          <SliderThumb className="balance-thumb" aria-label={`Less or more of ${name}`} />
        </SliderTrack>
      </Slider>
      <Button
        className="query-part-remove"
        aria-label={`Leave ${name} as it is`}
        isDisabled={weight === 0}
        onPress={() => onTurn(0)}
      >
        <CloseIcon size={16} />
      </Button>
    </div>
  );
}
