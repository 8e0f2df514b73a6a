export { Stacks, type Stack } from './stacks.js';
export { ServingModule } from './serving.module.js';
export type { Compared, EncodersAnswer, Estimate, ReportAnswer } from './contract.js';
