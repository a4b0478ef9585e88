export * from './break-glass-rules';
export * from './notification-topic';
