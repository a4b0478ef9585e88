/** The parts of the command line as a library. The demo uses nothing else of it. */
export * from './report/report';
export * from './report/timeline';
export * from './terminal';
