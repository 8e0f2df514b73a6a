import type { Change } from '../types';

const excluded = {
  nothing: 'uses it everywhere again',
  reasons: 'keeps it out of reasons',
  ranking: 'keeps it out of ranking',
} as const;

/** What a change did, as a sentence about its author: "calls it “red”". */
export function changeWords({ kind, value }: Pick<Change, 'kind' | 'value'>): string {
  switch (kind) {
    case 'name': {
      const where = value.language === undefined ? '' : ` in ${value.language}`;
      const kindOf = value.facet === undefined || value.facet === null ? '' : `, a ${value.facet}`;
      return value.name === null || value.name === undefined
        ? `says that it has no name${where}`
        : `calls it “${value.name}”${where}${kindOf}`;
    }
    case 'hidden':
      return value.hidden === true ? 'hides it' : 'shows it again';
    case 'merged':
      return value.into === null || value.into === undefined
        ? 'shows it by itself'
        : `merges it into neuron ${value.into}`;
    case 'sensitive':
      return value.sensitive === true ? 'marks it as sensitive' : 'says that it is not sensitive';
    case 'excluded':
      return excluded[value.from ?? 'nothing'];
    case 'undo':
      return `takes back change ${value.undoes ?? ''}`;
  }
}
