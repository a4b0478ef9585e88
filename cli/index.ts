/** The parts of the command line as a library. The demo uses nothing else of it. */
export { selected } from './input/selection';
export type { Selected } from './input/selection';
export { main } from './main';
export { documentOf, exitCode, proofDocument } from './prove/document';
export type { ProofDocument } from './prove/document';
export { proofText } from './prove/text';
export * from './report/report';
export * from './report/timeline';
export * from './terminal';
