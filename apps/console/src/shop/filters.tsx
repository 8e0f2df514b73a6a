import {
  Button,
  CheckboxButton,
  CheckboxField,
  CheckboxGroup,
  Dialog,
  DialogTrigger,
  Input,
  Label,
  NumberField,
  Popover,
  SwitchButton,
  SwitchField,
} from 'react-aria-components';
import type { ReactNode } from 'react';
import type { Availability, ShopFacets } from '../api/types';
import { DownIcon } from '../app/icons';
import { availabilityNames, formatPrice } from '../product/format-product';
import { CategoryList } from './category-list';
import { emptySearch, hasFilter, type SearchState } from './search-state';
import type { ChangeSearch } from './use-search';
import './filters.css';

interface Props {
  readonly search: SearchState;
  readonly change: ChangeSearch;
  readonly facets: ShopFacets | undefined;
  /** What the shown prices are in. */
  readonly currency: string | null;
}

/** Category, price and availability, and whether numbers are shown. */
export function Filters({ search, change, facets, currency }: Props) {
  const filter = (part: Partial<SearchState>) => change({ ...part, shown: emptySearch.shown });
  return (
    <div className="filters" role="group" aria-label="Filters">
      <FilterButton name="Category" value={search.category.at(-1) ?? null}>
        <CategoryList
          categories={facets?.categories ?? []}
          chosen={search.category}
          onChoose={(category) => filter({ category })}
        />
      </FilterButton>
      <FilterButton name="Price" value={priceText(search, currency)}>
        <div className="filter-price">
          <PriceField label="From" value={search.minPrice} onChange={(minPrice) => filter({ minPrice })} />
          <PriceField label="To" value={search.maxPrice} onChange={(maxPrice) => filter({ maxPrice })} />
        </div>
      </FilterButton>
      <FilterButton
        name="Availability"
        value={search.availability.map((each) => availabilityNames[each]).join(', ') || null}
      >
        <CheckboxGroup
          aria-label="Availability"
          value={[...search.availability]}
          onChange={(values) => filter({ availability: values as Availability[] })}
        >
          {Object.entries(availabilityNames).map(([value, name]) => (
            <CheckboxField key={value} value={value}>
              <CheckboxButton className="checkbox">
                <span className="checkbox-box" />
                {name}
              </CheckboxButton>
            </CheckboxField>
          ))}
        </CheckboxGroup>
      </FilterButton>
      {hasFilter(search) && (
        <Button
          className="button plain"
          onPress={() => filter({ category: [], minPrice: null, maxPrice: null, availability: [] })}
        >
          Clear filters
        </Button>
      )}
      <SwitchField
        className="filters-numbers"
        isSelected={search.detailed}
        onChange={(detailed) => change({ detailed }, { replace: true })}
      >
        <SwitchButton className="switch">
          <span className="switch-track" />
          Show the numbers
        </SwitchButton>
      </SwitchField>
    </div>
  );
}

function FilterButton(props: {
  readonly name: string;
  readonly value: string | null;
  readonly children: ReactNode;
}) {
  const { name, value, children } = props;
  return (
    <DialogTrigger>
      <Button className={value === null ? 'button' : 'button on'}>
        <span className="filter-name">
          {value === null ? (
            name
          ) : (
            <>
              <span className="unseen">{name}: </span>
              {value}
            </>
          )}
        </span>
        <DownIcon size={16} />
      </Button>
      <Popover className="popover">
        <Dialog className="filter-dialog" aria-label={name}>
          {children}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

function PriceField(props: {
  readonly label: string;
  readonly value: number | null;
  readonly onChange: (value: number | null) => void;
}) {
  const { label, value, onChange } = props;
  return (
    <NumberField
      className="field"
      minValue={0}
      value={value ?? NaN}
      onChange={(next) => onChange(Number.isNaN(next) ? null : next)}
    >
      <Label>{label}</Label>
      <Input className="input" />
    </NumberField>
  );
}

function priceText({ minPrice, maxPrice }: SearchState, currency: string | null): string | null {
  if (minPrice !== null && maxPrice !== null)
    return `${formatPrice(minPrice, currency)} – ${formatPrice(maxPrice, currency)}`;
  if (minPrice !== null) return `from ${formatPrice(minPrice, currency)}`;
  return maxPrice === null ? null : `up to ${formatPrice(maxPrice, currency)}`;
}
