export * from './elevated-access';
export * from './elevated-access-props';
export * from './person';
export * from './required-field';
export * from './rule';
export * from './session-kill';
export * from './session-role';
export * from './target';
