import { Button } from 'react-aria-components';
import { answerOf, api } from '../api/client';
import { useAnswer } from '../api/use-answer';
import { allCategories, categoryKey } from '../shop/categories';

const most = 12;

/** The larger categories of the shop, to begin with one of them; nothing where the shop does not tell. */
export function Kinds({ onChoose }: { readonly onChoose: (text: string) => void }) {
  const { answer } = useAnswer('facets', (signal) => answerOf(api.GET('/v1/catalogue/facets', { signal })));
  const largest = allCategories(answer?.categories ?? [])
    .filter(({ path }) => path.length === 1)
    .toSorted((a, b) => b.count - a.count)
    .slice(0, most);
  if (largest.length === 0) return null;
  return (
    <section className="stack choose-kinds" aria-labelledby="kinds">
      <h2 id="kinds">Or begin with one of these</h2>
      <ul className="row">
        {largest.map(({ path }) => (
          <li key={categoryKey(path)}>
            <Button className="button" onPress={() => onChoose(path.join(' '))}>
              {path.join(' ')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
