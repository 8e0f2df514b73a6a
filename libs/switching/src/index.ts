export { Stacks, type Stack } from './stacks.js';
export { SwitchingModule } from './switching.module.js';
export type { Compared, EncodersAnswer, Estimate, ReportAnswer } from './contract.js';
