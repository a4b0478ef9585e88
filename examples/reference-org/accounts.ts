/** The organization of the example. The account ids are AWS's documentation ids. */
export const ORGANIZATION_ID = 'o-exampleorg1';
export const HOME_REGION = 'us-east-1';

export const SECURITY_ACCOUNT = '111111111111';
export const WORKLOAD_ACCOUNTS = { Payments: '222222222222', Web: '333333333333' } as const;
export const MANAGEMENT_ACCOUNT = '444444444444';
/** Administers Identity Center, by delegation. */
export const ACCESS_ACCOUNT = '555555555555';

export const IDENTITY_CENTER_INSTANCE = 'arn:aws:sso:::instance/ssoins-1234567890abcdef';
export const IDENTITY_STORE = 'd-1234567890';

/** The permission sets of the management account's stack that elevated access gives, with the ARNs that they got when it was deployed. */
export const PERMISSION_SETS = {
  'INVESTIGATE-RANSOMWARE': 'arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/ps-0123456789abcdef',
  'CONTAIN-RANSOMWARE': 'arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/ps-fedcba9876543210',
} as const;
