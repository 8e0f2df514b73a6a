import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { answerOf, api } from '../api/client';
import type { RecommendationRequest, Result } from '../api/types';
import { useAnswer } from '../api/use-answer';
import { FailureNote } from '../app/failure-note';
import { CloseIcon, HeartIcon, NotThisIcon, SimilarIcon } from '../app/icons';
import type { AskedWords } from '../explanation/evidence/evidence';
import { Explanation } from '../explanation/explanation';
import { emptySearch, toggled, type SearchState } from '../shop/search-state';
import type { ChangeSearch } from '../shop/use-search';
import { WhyNot } from '../why-not/why-not';
import { Gallery } from './gallery';
import { cardFacts } from './product-card';
import { ProductFacts } from './product-facts';
import { Reviews } from './reviews';
import { Similar } from './similar';
import './product-drawer.css';

interface Props {
  readonly id: string;
  /** The product's place in the slate, when it is in it. */
  readonly result: Result | undefined;
  readonly asked: AskedWords;
  /** What is being searched for, where something is and the slate is known. */
  readonly request: RecommendationRequest | undefined;
  readonly search: SearchState;
  readonly change: ChangeSearch;
}

/** One product: pictures, description, reviews, why it is here, and what is like it. */
export function ProductDrawer({ id, result, asked, request, search, change }: Props) {
  const { answer, failure, retry } = useAnswer(id, (signal) =>
    answerOf(api.GET('/v1/catalogue/products/{id}', { params: { path: { id } }, signal })),
  );
  const product = answer ?? result?.product;
  const isLiked = search.like.includes(id);
  return (
    <ModalOverlay
      className="drawer-veil"
      isOpen
      isDismissable
      onOpenChange={(isOpen) => {
        if (!isOpen) change({ product: null });
      }}
    >
      <Modal className="drawer">
        <Dialog className="drawer-dialog">
          <Button slot="close" className="button plain icon drawer-close" aria-label="Close">
            <CloseIcon />
          </Button>
          <Heading slot="title" className="drawer-title" level={2}>
            {product?.title ?? (failure === undefined ? 'One moment …' : 'Not found')}
          </Heading>
          {product !== undefined && (
            <>
              <div className="drawer-top">
                <Gallery pictures={product.pictures} title={product.title} />
                <div className="stack drawer-side">
                  <ProductFacts product={cardFacts(product)} />

                  <div className="row">
                    <Button
                      className="button primary"
                      onPress={() => change({ ...emptySearch, like: [id], detailed: search.detailed })}
                    >
                      <SimilarIcon /> More like this
                    </Button>
                    <Button
                      className={isLiked ? 'button on' : 'button'}
                      onPress={() => change(toggled(search, 'like', id))}
                    >
                      <HeartIcon /> {isLiked ? 'Liked' : 'Like'}
                    </Button>
                    <Button
                      className="button"
                      onPress={() => change({ ...toggled(search, 'unlike', id), product: null })}
                    >
                      <NotThisIcon /> Not like this
                    </Button>
                  </div>
                  <p>{product.description}</p>
                </div>
              </div>
              {result !== undefined && (
                <Explanation result={result} asked={asked} detailed={search.detailed} />
              )}
              {result === undefined && request !== undefined && (
                <WhyNot id={id} request={request} change={change} />
              )}
              <section className="stack drawer-section">
                <h3>Details</h3>
                <Attributes attributes={product.attributes} />
              </section>
              {answer !== undefined && <Reviews reviews={answer.reviews} />}
              <Similar id={id} search={search} />
            </>
          )}
          {failure !== undefined && <FailureNote failure={failure} retry={retry} />}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Attributes({ attributes }: { readonly attributes: Result['product']['attributes'] }) {
  const entries = Object.entries(attributes);
  if (entries.length === 0) return null;
  return (
    <dl className="drawer-attributes">
      {entries.map(([name, value]) => (
        <div key={name}>
          <dt className="quiet">{name.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()}</dt>
          <dd>{Array.isArray(value) ? value.join(', ') : value}</dd>
        </div>
      ))}
    </dl>
  );
}
