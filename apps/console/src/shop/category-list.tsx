import { ListBox, ListBoxItem } from 'react-aria-components';
import type { ShopFacets } from '../api/types';
import { allCategories, categoryKey } from './categories';

interface Props {
  readonly categories: ShopFacets['categories'];
  readonly chosen: readonly string[];
  readonly onChoose: (path: readonly string[]) => void;
}

/** The shop's categories to choose one from; choosing it again takes it off. */
export function CategoryList({ categories, chosen, onChoose }: Props) {
  const all = allCategories(categories);
  return (
    <ListBox
      className="filter-list"
      aria-label="Category"
      selectionMode="single"
      selectedKeys={chosen.length === 0 ? [] : [categoryKey(chosen)]}
      onSelectionChange={(keys) => {
        const [key] = keys === 'all' ? [] : [...keys];
        onChoose(all.find(({ path }) => categoryKey(path) === key)?.path ?? []);
      }}
      renderEmptyState={() => <p className="quiet">No categories yet.</p>}
    >
      {all.map(({ path, count }) => (
        <ListBoxItem
          key={categoryKey(path)}
          id={categoryKey(path)}
          className="filter-item"
          textValue={path.join(', ')}
          style={{ paddingLeft: `${path.length * 14 - 4}px` }}
        >
          <span>{path.at(-1)}</span>
          <span className="quiet">{count}</span>
        </ListBoxItem>
      ))}
    </ListBox>
  );
}
