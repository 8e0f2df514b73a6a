export { MicroscopeModule } from './microscope.module.js';
export { Microscopes, ServingMicroscope } from './microscopes.js';
export type { Microscope } from './microscope.js';
