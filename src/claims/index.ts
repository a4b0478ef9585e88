/**
 * The promises of the library as data, and the questions they come down to for a synthesized assembly.
 *
 * Pure: no AWS, no simulator. `cli/proof` answers the questions.
 */
export * from './claim';
export * from './groups';
export * from './model';
export * from './threats';
export type { SynthesizedStack } from './resolve';
