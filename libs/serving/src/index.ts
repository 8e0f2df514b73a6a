export type { Stack } from './stack.js';
export { Stacks } from './stacks.js';
export { ServingModule } from './serving.module.js';
export type { Compared, EncodersAnswer, Estimate, ReportAnswer } from './contract.js';
