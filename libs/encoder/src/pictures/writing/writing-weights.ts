/** Written by `npm run lab -- calibrate writing`: what makes a row of letters, trait by trait, and from which score on the merchant is warned. */
export const writingWeights: {
  readonly means: readonly number[];
  readonly deviations: readonly number[];
  readonly weights: readonly number[];
  readonly bias: number;
  readonly bar: number;
} = {
  means: [
    1.5409, 0.1189, 0.1777, 0.142, 0.3856, 0.1586, 0.5289, 0.1757, 0.3374, 0.3043, 0.0133, 0.2221, 0.7398,
    0.0932, 0.0975, 0.0248, -2.805, 0.9934,
  ],
  deviations: [
    0.4671, 0.0907, 0.1109, 0.0948, 0.1757, 0.0772, 0.1339, 0.1613, 0.2768, 0.1582, 0.0108, 0.1865, 0.2958,
    0.0526, 0.0511, 0.0233, 0.5405, 0.9676,
  ],
  weights: [
    1.5672, -0.4919, 0.0781, -0.2738, -0.393, -1.7045, 0.3928, 0.0106, -0.7352, 2.401, -0.7123, -0.0242,
    0.7077, -0.2357, -1.1037, 0.7497, -0.8993, 0.9732,
  ],
  bias: -0.5311,
  bar: 0.784,
};
