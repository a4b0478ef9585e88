export * from './evaluate';
export * from './keys';
export type { KnownKey } from './conditions';
