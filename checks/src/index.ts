export * from './break-glass-checks';
