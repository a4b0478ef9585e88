/** The parts of the command line as a library. The demo uses nothing else of it. */
export { main } from './main';
export { exitCode, proofDocument } from './prove/document';
export type { ProofDocument } from './prove/document';
export { proofText } from './prove/text';
export * from './report/report';
export * from './report/timeline';
export * from './terminal';
