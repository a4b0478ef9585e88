/**
 * Circumstances under which a record is written: everything that no promise is about, and that a pattern which is narrowed to a sample
 * could compare.
 */
export interface Variant {
  /** How reports tell this record from the others. */
  readonly text: string;
  /** Fields of every record. */
  readonly common: {
    readonly eventVersion: string;
    readonly eventTime: string;
    readonly awsRegion: string;
    readonly sourceIPAddress: string;
    readonly userAgent: string;
    readonly eventCategory: string;
    readonly eventID: string;
    readonly [field: string]: unknown;
  };
  /** End of the ids of principals and access keys. */
  readonly principal: string;
  readonly sessionName: string;
  readonly mfa: { readonly session: string; readonly login: string };
  /** For records that a promise doesn't bind to reads or writes. */
  readonly readOnly: { readonly readOnly?: boolean };
  readonly invokedBy: { readonly invokedBy?: string };
  /** Further parameters of AssumeRole. */
  readonly parameters: object;
  readonly page: string;
  readonly mobile: string;
  readonly loginError: string;
  /** An action in a session, and one that is refused. */
  readonly call: { readonly source: string; readonly name: string; readonly parameters: object | null };
  readonly refusal: { readonly source: string; readonly name: string; readonly code: string; readonly message: string };
  /** Who changes what protects break-glass access, and what else the change names. */
  readonly attacker: string;
  readonly attackerIsRole: boolean;
  readonly resource: string;
  readonly alarm: string;
  readonly userChange: string;
  readonly roleChange: string;
  readonly policyChange: string;
  readonly target: string;
  readonly task: string;
  readonly seconds: number;
  readonly secretVersion: object;
}

export const VARIANTS: readonly Variant[] = [
  {
    text: 'from the command line',
    common: {
      eventVersion: '1.09',
      eventTime: '2030-06-15T12:00:00Z',
      awsRegion: 'us-east-1',
      sourceIPAddress: '198.51.100.7',
      userAgent: 'aws-cli/2.22.0 md/awscrt#0.22.0 ua/2.0 os/linux#6.1 md/arch#x86_64 lang/python#3.12.6 md/prompt#off md/command#sts.assume-role',
      eventCategory: 'Management',
      managementEvent: true,
      eventID: '0a1b2c3d-1111-4a5b-8c7d-000000000001',
      requestID: '1f2e3d4c-1111-4a5b-8c7d-000000000001',
      tlsDetails: { tlsVersion: 'TLSv1.3', cipherSuite: 'TLS_AES_128_GCM_SHA256', clientProvidedHostHeader: 'sts.us-east-1.amazonaws.com' },
    },
    principal: 'EXAMPLEEXAMPLE00',
    sessionName: 'jane.doe-BREAK-GLASS',
    mfa: { session: 'true', login: 'Yes' },
    readOnly: { readOnly: false },
    invokedBy: { invokedBy: 'AWS Internal' },
    parameters: {},
    page: 'https://console.aws.amazon.com',
    mobile: 'No',
    loginError: 'Failed authentication',
    call: { source: 'ec2', name: 'StopInstances', parameters: { instancesSet: {} } },
    refusal: { source: 'iam', name: 'CreateUser', code: 'AccessDenied', message: 'refused' },
    attacker: 'eve',
    attackerIsRole: false,
    resource: 'trail',
    alarm: 'Alarm-Use',
    userChange: 'DeleteUserPermissionsBoundary',
    roleChange: 'UpdateAssumeRolePolicy',
    policyChange: 'CreatePolicyVersion',
    target: '222222222222',
    task: 'IAMAuditRootUserCredentials',
    seconds: 900,
    secretVersion: {},
  },
  {
    text: 'from a browser over IPv6',
    common: {
      eventVersion: '1.11',
      eventTime: '2031-01-01T00:00:01Z',
      awsRegion: 'eu-west-1',
      sourceIPAddress: '2001:db8:85a3::8a2e:370:7334',
      userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
      eventCategory: 'Management',
      managementEvent: true,
      sessionCredentialFromConsole: 'true',
      eventID: 'b7c8d9e0-2222-4f6a-9b8c-000000000002',
      requestID: 'c9d8e7f6-2222-4f6a-9b8c-000000000002',
      tlsDetails: { tlsVersion: 'TLSv1.2', cipherSuite: 'ECDHE-RSA-AES128-GCM-SHA256', clientProvidedHostHeader: 'signin.aws.amazon.com' },
    },
    principal: 'QRSTUVWXYZ234567',
    sessionName: 'zoe.quinn-BREAK-GLASS',
    mfa: { session: 'false', login: 'No' },
    readOnly: { readOnly: true },
    invokedBy: {},
    parameters: { durationSeconds: 3600, externalId: 'console' },
    page: 'https://eu-west-1.console.aws.amazon.com/console/home?state=hashArgs%23&isauthcode=true',
    mobile: 'Yes',
    loginError: 'No username found in supplied account',
    call: { source: 's3', name: 'ListBuckets', parameters: null },
    refusal: { source: 'ec2', name: 'DescribeInstances', code: 'Client.UnauthorizedOperation', message: 'You are not authorized to perform this operation.' },
    attacker: 'mallory.long-name_2',
    attackerIsRole: true,
    resource: 'default',
    alarm: 'Security-Alarm-0000AAAA-Tampering',
    userChange: 'EnableMFADevice',
    roleChange: 'DetachRolePolicy',
    policyChange: 'SetDefaultPolicyVersion',
    target: '333344445555',
    task: 'S3UnlockBucketPolicy',
    seconds: 60,
    secretVersion: { versionStage: 'AWSCURRENT' },
  },
  {
    text: 'by another service',
    common: {
      eventVersion: '1.08',
      eventTime: '2027-02-28T23:59:59Z',
      awsRegion: 'ap-southeast-2',
      sourceIPAddress: 'cloudformation.amazonaws.com',
      userAgent: 'cloudformation.amazonaws.com',
      eventCategory: 'Management',
      eventID: '5e4d3c2b-3333-4b1c-a0d9-000000000003',
      requestID: '6a5b4c3d-3333-4b1c-a0d9-000000000003',
    },
    principal: 'ZZZZ0000YYYY1111',
    sessionName: 'mateo.garcia-BREAK-GLASS',
    mfa: { session: 'true', login: 'YES' },
    readOnly: {},
    invokedBy: { invokedBy: 'cloudformation.amazonaws.com' },
    parameters: { sourceIdentity: 'mateo.garcia-BREAK-GLASS', tags: [{ key: 'IncidentId', value: 'INC-77' }] },
    page: 'https://signin.aws.amazon.com/switchrole?account=alias',
    mobile: 'Unknown',
    loginError: 'You must change your password',
    call: { source: 'kms', name: 'Decrypt', parameters: { encryptionAlgorithm: 'SYMMETRIC_DEFAULT' } },
    refusal: { source: 's3', name: 'GetBucketPolicy', code: 'AccessDeniedException', message: 'Access Denied because of an explicit deny' },
    attacker: 'ci',
    attackerIsRole: false,
    resource: 'arn-like-name',
    alarm: 'x',
    userChange: 'CreateAccessKey',
    roleChange: 'PutRolePolicy',
    policyChange: 'DeletePolicyVersion',
    target: '999988887777',
    task: 'SQSUnlockQueuePolicy',
    seconds: 300,
    secretVersion: { versionId: '9f8e7d6c-3333-4b1c-a0d9-000000000003' },
  },
  {
    text: 'by an SDK in a VPC, without user agent',
    common: {
      eventVersion: '1.05',
      eventTime: '2028-12-24T17:30:00Z',
      awsRegion: 'us-west-1',
      sourceIPAddress: '10.20.30.40',
      userAgent: '',
      eventCategory: 'Management',
      managementEvent: true,
      vpcEndpointId: 'vpce-0123456789abcdef0',
      eventID: 'f0e1d2c3-4444-4e2f-b3a4-000000000004',
      requestID: 'e5f6a7b8-4444-4e2f-b3a4-000000000004',
    },
    principal: 'MNOPMNOPMNOP4321',
    sessionName: 'a',
    mfa: { session: 'false', login: 'no' },
    readOnly: { readOnly: true },
    invokedBy: { invokedBy: 'signin.amazonaws.com' },
    parameters: { durationSeconds: 900, policy: '{}', incomingTransitiveTags: { Team: 'security' } },
    page: 'https://us-west-1.console.aws.amazon.com/',
    mobile: 'no',
    loginError: 'Rate exceeded',
    call: { source: 'lambda', name: 'UpdateFunctionCode20150331v2', parameters: { functionName: 'report' } },
    refusal: { source: 'organizations', name: 'LeaveOrganization', code: 'AccessDeniedForDependencyException', message: 'explicit deny in a permissions boundary' },
    attacker: 'administrator@example.com',
    attackerIsRole: true,
    resource: 'arn:aws:cloudtrail:us-west-1:111111111111:trail/organization',
    alarm: 'ELEVATION-REVOKE-FAILED-0123abcd',
    userChange: 'AttachUserPolicy',
    roleChange: 'DeleteRolePermissionsBoundary',
    policyChange: 'DeletePolicy',
    target: '123456789012',
    task: 'IAMDeleteRootUserCredentials',
    seconds: 120,
    secretVersion: { versionStage: 'AWSPREVIOUS' },
  },
];
