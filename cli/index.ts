/** What the command line is made of, for programs: the demo stands on exactly this. */
export * from './proof/detection';
export * from './proof/event-ruler';
export * from './proof/prove';
export * from './proof/simulator';
export * from './proof/stacks';
export * from './report/report';
export * from './report/timeline';
export * from './terminal';
