export * from './break-glass-rules';
