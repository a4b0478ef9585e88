export * from './account-password-policy';
