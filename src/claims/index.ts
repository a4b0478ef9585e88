// The claims as users of any language meet them. The other files of this folder are for the packages of this repository.
export * from './acknowledge';
export * from './break-glass-claims';
