/** Written by `npm run calibrate:writing`: what makes a row of letters, trait by trait, and from which score on the merchant is warned. */
export const writingWeights: {
  readonly means: readonly number[];
  readonly deviations: readonly number[];
  readonly weights: readonly number[];
  readonly bias: number;
  readonly bar: number;
} = {
  means: [
    1.8312, 0.0863, 0.1267, 0.1081, 0.318, 0.1439, 0.5352, 0.1298, 0.2368, 0.4027, 0.0115, 0.1794, 0.7189,
    0.0927, 0.0978, 0.025, -2.8557, 1.6879,
  ],
  deviations: [
    0.4544, 0.0639, 0.0849, 0.0818, 0.1493, 0.063, 0.1191, 0.1205, 0.1918, 0.1573, 0.0095, 0.1463, 0.2014,
    0.05, 0.06, 0.0277, 0.4043, 0.8013,
  ],
  weights: [
    2.2131, -0.3708, 0.1208, -0.1187, -0.1861, -1.3836, 0.2752, 0.1189, -0.3787, 2.0041, -0.3821, 0.0498,
    0.479, -0.2081, -0.6804, 0.2786, -0.4075, 0.8744,
  ],
  bias: 5.9475,
  bar: 0.8023,
};
