import { AskedQuery, type CodedQuery } from '../decompose/asked-query.js';
import { describe, expect, it } from 'vitest';
import type { Contribution, Decomposition } from '../decompose/decompose.js';
import { NeuronDictionary, type Code, type Neuron } from '#neurons';
import { explainProduct, saysName, type CodedAtom } from './reasons.js';

class NamedDictionary extends NeuronDictionary {
  readonly id = 'named';
  readonly kind = 'words';
  readonly size = 10;
  code(): Code {
    return codeOf();
  }
  remainder(): Float32Array {
    return new Float32Array(1);
  }
  direction(): Float32Array {
    return new Float32Array(1);
  }
  neuron(id: number): Neuron {
    const facet = id < 5 ? 'colour' : 'category';
    return { id, name: `neuron ${id}`, facet, confidence: 0.9, sensitive: false };
  }
}

function codeOf(...fires: [number, number][]): Code {
  return { neurons: Int32Array.from(fires, ([k]) => k), activations: Float32Array.from(fires, ([, a]) => a) };
}

function queryFiring(...neurons: number[]): CodedQuery {
  const code = codeOf(...neurons.map((k): [number, number] => [k, 1]));
  const part = { source: 'text' as const, modality: 'text' as const, weight: 1, code };
  return new AskedQuery([{ ...part, vector: new Float32Array(1) }], new NamedDictionary()).coded();
}

function contribution(neuron: number, image: number, description = 0, reviews = 0): Contribution {
  return { neuron, byChannel: { image, description, reviews }, total: image + description + reviews };
}

function decomposition(score: number, ...contributions: Contribution[]): Decomposition {
  const none = { image: 0, description: 0, reviews: 0 };
  return { score, parts: none, remainder: none, contributions, explained: 0.5 };
}

const picture = (...fires: [number, number][]): CodedAtom => ({
  channel: 'image',
  position: 0,
  text: null,
  code: codeOf(...fires),
});
const review = (position: number, text: string, ...fires: [number, number][]): CodedAtom => ({
  channel: 'reviews',
  position,
  text,
  code: codeOf(...fires),
});

describe('explainProduct', () => {
  it.each<[string, CodedQuery, Decomposition, CodedAtom[], number]>([
    [
      'fires for both and carries enough',
      queryFiring(1),
      decomposition(1, contribution(1, 0.5)),
      [picture([1, 0.4])],
      1,
    ],
    [
      'exactly five per cent',
      queryFiring(1),
      decomposition(1, contribution(1, 0.05)),
      [picture([1, 0.4])],
      1,
    ],
    [
      'less than five per cent',
      queryFiring(1),
      decomposition(1, contribution(1, 0.049)),
      [picture([1, 0.4])],
      0,
    ],
    [
      'does not fire for the query',
      queryFiring(2),
      decomposition(1, contribution(1, 0.5)),
      [picture([1, 0.4])],
      0,
    ],
    ['fires for no atom', queryFiring(1), decomposition(1, contribution(1, 0.5)), [picture([3, 0.4])], 0],
    ['the product has no atoms', queryFiring(1), decomposition(1, contribution(1, 0.5)), [], 0],
    [
      'a negative contribution',
      queryFiring(1),
      decomposition(1, contribution(1, -0.5)),
      [picture([1, 0.4])],
      0,
    ],
    [
      'the score is not positive',
      queryFiring(1),
      decomposition(-1, contribution(1, 0.5)),
      [picture([1, 0.4])],
      0,
    ],
    [
      'fires only where it takes away',
      queryFiring(1),
      decomposition(1, contribution(1, -0.1, 0.6)),
      [picture([1, 0.4])],
      0,
    ],
  ])('%s', (_case, query, given, atoms, count) => {
    expect(explainProduct(query, given, atoms).reasons).toHaveLength(count);
  });

  it('does not take what an unwanted part fires for as asked', () => {
    const query = queryFiring(1);
    const unwanted = {
      ...query,
      components: query.components.map((part) => ({ ...part, source: 'unlike' as const, weight: -1 })),
    };
    expect(
      explainProduct(unwanted, decomposition(1, contribution(1, 0.5)), [picture([1, 1])]).reasons,
    ).toEqual([]);
  });

  it('names the channel that carried most, and its strongest atom', () => {
    const atoms = [
      picture([1, 0.9]),
      review(0, 'It is red.', [1, 0.2]),
      review(1, 'So red!', [1, 0.7]),
      review(2, 'Arrived late.'),
    ];
    const [reason] = explainProduct(
      queryFiring(1),
      decomposition(1, contribution(1, 0.1, 0, 0.4)),
      atoms,
    ).reasons;
    expect(reason).toMatchObject({
      channel: 'reviews',
      share: 0.5,
      atom: { position: 1, text: 'So red!' },
      askedBy: ['text'],
    });
    expect(reason?.atom.activation).toBeCloseTo(0.7, 6);
    expect(reason?.activeIn).toEqual([
      { channel: 'image', firing: 1, of: 1 },
      { channel: 'reviews', firing: 2, of: 3 },
    ]);
  });

  it('passes over the channel with the largest contribution when no atom fires there', () => {
    const atoms = [picture([2, 1]), review(0, 'Red.', [1, 0.3])];
    const [reason] = explainProduct(
      queryFiring(1),
      decomposition(1, contribution(1, 0.6, 0, 0.1)),
      atoms,
    ).reasons;
    expect(reason?.channel).toBe('reviews');
  });

  it.each<[string, [number, number][], CodedAtom[], number[]]>([
    ['the product is another thing', [[5, 1]], [picture([5, 0.2], [6, 0.5])], [5]],
    ['the product is as much the one as the other', [[5, 1]], [picture([5, 0.3], [6, 0.5])], []],
    [
      'another thing was asked',
      [
        [5, 0.2],
        [6, 0.5],
      ],
      [picture([5, 0.5], [6, 0.5])],
      [5],
    ],
    [
      'reviews speak of more, pictures count as much',
      [[5, 1]],
      [picture([5, 0.5]), review(0, 'a', [6, 0.6]), review(1, 'b', [6, 0.6])],
      [],
    ],
    ['colours do not compete', [[1, 1]], [picture([1, 0.2], [2, 0.9], [6, 0.9])], []],
  ])('a category is outdone where %s', (_case, asked, atoms, outdone) => {
    const query = queryFiring();
    const components = query.components.map((part) => ({ ...part, code: codeOf(...asked) }));
    const given = decomposition(1, ...asked.map(([k]) => contribution(k, 0.3, 0, 0.1)));
    const { reasons } = explainProduct({ ...query, components }, given, atoms);
    expect(reasons).toHaveLength(asked.length);
    expect(reasons.flatMap((reason) => (reason.dominated ? [reason.neuron.id] : []))).toEqual(outdone);
  });

  it('lists what takes away, the largest loss first, and keeps it out of the reasons', () => {
    const given = decomposition(1, contribution(1, 0.5), contribution(2, -0.1), contribution(3, -0.3));
    const { reasons, against } = explainProduct(queryFiring(1, 2, 3), given, [
      picture([1, 1], [2, 1], [3, 1]),
    ]);
    expect(reasons.map(({ neuron }) => neuron.id)).toEqual([1]);
    expect(against.map(({ neuron }) => neuron.id)).toEqual([3, 2]);
  });

  it('tells whether the words of the query say its name', () => {
    const query = queryFiring(1, 2);
    const components = query.components.map((part) => ({ ...part, said: new Set(['neuron 2', 'red']) }));
    const { reasons } = explainProduct(
      { ...query, components },
      decomposition(1, contribution(1, 0.5), contribution(2, 0.4)),
      [picture([1, 0.4], [2, 0.4])],
    );
    expect(reasons.map(({ neuron, said }) => [neuron.id, said])).toEqual([
      [1, false],
      [2, true],
    ]);
  });

  it('takes a name of two terms for said where the words say both, next to one another or not', () => {
    const both = {
      id: 1,
      name: 'black handbag',
      facet: 'category' as const,
      confidence: 1,
      sensitive: false,
      parts: [
        { name: 'black', facet: 'colour' as const },
        { name: 'handbag', facet: 'category' as const },
      ],
    };
    expect(saysName(new Set(['handbag', 'leather', 'black']), both)).toBe(true);
    expect(saysName(new Set(['handbag', 'black handbag']), both)).toBe(false);
    expect(saysName(new Set(['handbag']), { ...both, name: null })).toBe(false);
  });

  it('says for which parts of the query a neuron fires', () => {
    const query = queryFiring(1);
    const both = {
      ...query,
      components: [
        ...query.components,
        ...query.components.map((part) => ({ ...part, source: 'image' as const })),
      ],
    };
    const [reason] = explainProduct(both, decomposition(1, contribution(1, 0.5)), [picture([1, 1])]).reasons;
    expect(reason?.askedBy).toEqual(['text', 'image']);
  });
});
