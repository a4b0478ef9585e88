export * from './evaluate';
export type { KnownKey } from './conditions';
