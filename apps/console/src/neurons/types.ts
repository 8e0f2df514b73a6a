import type {
  Correction,
  CorrectionAnswer,
  HistoryAnswer,
  NeuronAnswer,
  NeuronsAnswer,
  paths,
  StatisticsAnswer,
} from '../api-schema';

export type { Fired, Firing, ListedNeuron, MarkedSample, Sample } from '../api-schema';
export type NeuronDetail = NeuronAnswer;
export type ListedNeurons = NeuronsAnswer;
export type Sorting = NonNullable<NonNullable<paths['/v1/neurons']['get']['parameters']['query']>['sort']>;
export type Statistics = StatisticsAnswer;
export type Corrected = CorrectionAnswer;
export type History = HistoryAnswer;
export type Change = Correction;
