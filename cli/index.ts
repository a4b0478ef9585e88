/** The parts of the command line as a library. The demo uses nothing else of it. */
export * from './proof/detection';
export * from './proof/event-ruler';
export * from './proof/prove';
export * from './proof/simulator';
export * from './proof/stacks';
export * from './report/report';
export * from './report/timeline';
export * from './terminal';
