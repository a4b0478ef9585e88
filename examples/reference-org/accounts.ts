/** The organization of the example. The account ids are AWS's documentation ids. */
export const ORGANIZATION_ID = 'o-exampleorg1';
export const HOME_REGION = 'us-east-1';

export const SECURITY_ACCOUNT = '111111111111';
export const WORKLOAD_ACCOUNTS = { Payments: '222222222222', Web: '333333333333' } as const;
export const MANAGEMENT_ACCOUNT = '444444444444';

export const IDENTITY_CENTER_INSTANCE = 'arn:aws:sso:::instance/ssoins-1234567890abcdef';
