/**
 * The promises of the library as data, the questions they come down to for a synthesized assembly, and their answers.
 *
 * Pure: no AWS, no file, no process.
 */
export * from './acknowledged';
export type { AlikeAccounts } from './alike';
export * from './answer';
export * from './assembly';
export * from './claim';
export { counterExampleLine } from './counter-example';
export * from './detect';
export * from './groups';
export { accessModel } from './landings';
export * from './model';
export * from './proof';
export * from './prove';
export { elevationLines, elevationRules } from './structure/elevation-rules';
export * from './threats';
export { unknownsIn } from './resolve';
export * from './unproven-facts';
export type { SynthesizedStack } from './resolve';
