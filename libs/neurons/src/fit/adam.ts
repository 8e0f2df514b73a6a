import { arraysOf, zerosLike, type Parameters } from './parameters.js';

const [decayOfMean, decayOfSquare, small] = [0.9, 0.99, 1e-8];

/** Adam (Kingma and Ba 2015) over a dictionary's parameters. */
export class Adam {
  readonly means: Parameters;
  readonly squares: Parameters;
  private steps: number;

  /** @param steps taken before, where `means` and `squares` are read from a checkpoint */
  constructor(shape: Pick<Parameters, 'units' | 'dimension'>, steps = 0) {
    this.means = zerosLike(shape);
    this.squares = zerosLike(shape);
    this.steps = steps;
  }

  /** One step against the gradients, in place; the gradients are zero afterwards. */
  step(parameters: Parameters, gradients: Parameters, rate: number): void {
    this.steps += 1;
    const meanScale = 1 / (1 - decayOfMean ** this.steps);
    const squareScale = 1 / (1 - decayOfSquare ** this.steps);
    const [means, squares, slopes] = [this.means, this.squares, gradients].map(arraysOf) as [
      Float32Array[],
      Float32Array[],
      Float32Array[],
    ];
    arraysOf(parameters).forEach((values, a) => {
      const [mean, squared, slope] = [means[a], squares[a], slopes[a]] as [
        Float32Array,
        Float32Array,
        Float32Array,
      ];
      for (let i = 0; i < values.length; i += 1) {
        const g = slope[i] as number;
        const m = (mean[i] = decayOfMean * (mean[i] as number) + (1 - decayOfMean) * g);
        const s = (squared[i] = decayOfSquare * (squared[i] as number) + (1 - decayOfSquare) * g * g);
        (values[i] as number) -= (rate * m * meanScale) / (Math.sqrt(s * squareScale) + small);
      }
      slope.fill(0);
    });
  }

  /** Forgets the moments of one unit, which begins anew. */
  forget(unit: number): void {
    const { dimension } = this.means;
    for (const moments of [this.means, this.squares])
      for (const array of arraysOf(moments)) {
        const width = array === moments.bias ? 1 : dimension;
        array.fill(0, unit * width, (unit + 1) * width);
      }
  }
}
