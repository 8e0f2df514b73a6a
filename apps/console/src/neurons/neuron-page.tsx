import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { answerOf, api } from '../api/client';
import { useAnswer } from '../api/use-answer';
import { FailureNote } from '../app/failure-note';
import { PageTitle } from '../app/page-title';
import { neuronName } from '../explanation/facets';
import { Agreement } from './agreement';
import { CorrectionsPanel } from './corrections/corrections-panel';
import { FiringSection } from './firing-section';
import { MarkedTexts } from './marked-texts';
import { NameSection } from './name-section';
import { Near } from './near';
import { NeuronFacts } from './neuron-facts';
import { TopProducts } from './top-products';
import type { NeuronDetail } from './types';
import './neurons.css';
import './neuron-page.css';

/** One neuron: what it stands for, how sure that is, what it does in this shop, and what people say of it. */
export default function NeuronPage() {
  const { id = '' } = useParams();
  return <Neuron key={id} id={id} />;
}

function Neuron({ id }: { readonly id: string }) {
  const [corrected, setCorrected] = useState<NeuronDetail | null>(null);
  const asked = useAnswer(id, (signal) =>
    answerOf(api.GET('/v1/neurons/{id}', { params: { path: { id: Number(id) } }, signal })),
  );
  const neuron = corrected ?? asked.answer;
  if (asked.failure !== undefined)
    return (
      <div className="stack">
        <PageTitle>{`Neuron ${id}`}</PageTitle>
        <FailureNote failure={asked.failure} retry={asked.retry} />
        <Link to="/neurons">All neurons</Link>
      </div>
    );
  if (neuron === undefined) return <p className="quiet">One moment …</p>;
  return (
    <div className="stack neuron">
      <div className="stack neuron-head">
        <Link className="small" to={neuron.facet === null ? '/neurons' : `/neurons?facet=${neuron.facet}`}>
          {neuron.facet === null ? 'All neurons' : `All of kind ${neuron.facet}`}
        </Link>
        <PageTitle>{neuronName(neuron)}</PageTitle>
        <NeuronFacts neuron={neuron} />
      </div>
      <InThisShop neuron={neuron} />
      <NameSection neuron={neuron} />
      <CorrectionsPanel neuron={neuron} onCorrected={setCorrected} />
    </div>
  );
}

/** What the neuron does with this shop's products. */
function InThisShop({ neuron }: { readonly neuron: NeuronDetail }) {
  const { answer, failure, retry } = useAnswer(String(neuron.id), (signal) =>
    answerOf(api.GET('/v1/neurons/{id}/statistics', { params: { path: { id: neuron.id } }, signal })),
  );
  if (failure !== undefined) return <FailureNote failure={failure} retry={retry} />;
  if (answer === undefined) return <p className="quiet neuron-waiting">Looking through the shop …</p>;
  if (answer.image.fires + answer.text.fires === 0)
    return (
      <>
        <p className="note">
          It fires for none of this shop’s pictures and texts. Other products would show what it stands for.
        </p>
        <Near statistics={answer} />
      </>
    );
  const { top } = answer;
  return (
    <>
      <TopProducts products={top.products} facet={neuron.facet} />
      <FiringSection statistics={answer} facet={neuron.facet} />
      <div className="neuron-columns">
        <MarkedTexts
          title="In reviews"
          none="It fires for no review."
          samples={top.reviews}
          facet={neuron.facet}
        />
        <MarkedTexts
          title="In descriptions"
          none="It fires for no description."
          samples={top.descriptions}
          facet={neuron.facet}
        />
      </div>
      <Agreement statistics={answer} />
      <Near statistics={answer} />
    </>
  );
}
