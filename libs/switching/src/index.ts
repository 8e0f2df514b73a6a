export { Stacks, type Stack } from './stacks.js';
export { SwitchingModule } from './switching.module.js';
