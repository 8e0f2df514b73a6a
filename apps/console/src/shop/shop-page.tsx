import { useState } from 'react';
import { api, answerOf } from '../api/client';
import { useAnswer } from '../api/use-answer';
import { PageTitle } from '../app/page-title';
import { PictureDrop } from '../pictures/picture-drop';
import { keepPicture, keptPicture, toQueryPicture } from '../pictures/query-picture';
import { ProductDrawer } from '../product/product-drawer';
import { Dials } from './dials/dials';
import { useRankChanges } from './dials/use-rank-changes';
import { Filters } from './filters';
import { QueryParts } from './query-parts';
import { Results } from './results';
import { askedWords } from './asked-words';
import { SearchBox } from './search-box';
import { asksSomething, emptySearch, toRequest } from './search-state';
import { StartPage } from './start-page';
import { useSearch } from './use-search';
import './shop-page.css';

/** Search by words, by a picture, or by both, and the results with their reasons. */
export function ShopPage() {
  const [search, change] = useSearch();
  const [unreadable, setUnreadable] = useState<string | null>(null);
  const picture = search.picture === null ? undefined : keptPicture(search.picture);
  const asked = picture === undefined ? { ...search, picture: null } : search;
  const request = toRequest(asked, picture);
  const isAsking = asksSomething(asked);
  const slate = useAnswer(
    isAsking ? JSON.stringify({ ...request, image: null, picture: asked.picture }) : null,
    (signal) => answerOf(api.POST('/v1/recommendations', { body: request, signal })),
  );
  const undialled = JSON.stringify({
    ...request,
    query: { ...request.query, steer: null, image: null },
    picture: asked.picture,
  });
  const changes = useRankChanges(request, undialled, slate);
  const facets = useAnswer('facets', (signal) => answerOf(api.GET('/v1/catalogue/facets', { signal })));

  const takePicture = async (files: readonly File[]) => {
    const [file] = files;
    if (file === undefined) return;
    try {
      const key = keepPicture(await toQueryPicture(file));
      setUnreadable(null);
      change({ picture: key, shown: emptySearch.shown, product: null });
    } catch (cause) {
      setUnreadable(
        cause instanceof Error ? cause.message : 'This file could not be read. Choose another one.',
      );
    }
  };

  const opened = slate.answer?.results.find(({ product }) => product.id === search.product);
  return (
    <>
      <PictureDrop
        onPictures={(files) => void takePicture(files)}
        label="Drop or paste a picture to search with it"
      >
        <div className="shop-search">
          <PageTitle unseen={isAsking}>
            {isAsking ? search.text.trim() || 'Results' : 'What are you looking for?'}
          </PageTitle>
          <SearchBox
            text={search.text}
            onText={(text) => change({ text, shown: emptySearch.shown, product: null }, { replace: true })}
            onPicture={(files) => void takePicture(files)}
          />
          {unreadable !== null && <p role="alert">{unreadable}</p>}
          <QueryParts
            search={search}
            picture={picture}
            change={change}
            neurons={slate.answer?.query.neurons ?? []}
            denied={slate.answer?.query.denied ?? []}
            titles={slate.answer?.results.map(({ product }) => product) ?? []}
          />
          {isAsking && (
            <Dials
              search={search}
              change={change}
              neurons={slate.answer?.query.neurons ?? []}
              changes={changes}
            />
          )}
          {isAsking && (
            <Filters
              search={search}
              change={change}
              facets={facets.answer}
              currency={slate.answer?.results[0]?.product.currency ?? null}
            />
          )}
        </div>
        {isAsking ? (
          <Results slate={slate} search={search} change={change} changes={changes} />
        ) : (
          <StartPage facets={facets} />
        )}
      </PictureDrop>
      {search.product !== null && (
        <ProductDrawer
          key={search.product}
          id={search.product}
          result={opened}
          request={isAsking && slate.answer !== undefined && !slate.isLoading ? request : undefined}
          asked={askedWords(search.text, slate.answer?.query.neurons ?? [])}
          search={search}
          change={change}
        />
      )}
    </>
  );
}
