export { AlignmentModule } from './alignment.module.js';
