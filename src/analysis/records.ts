/**
 * CloudTrail records as AWS writes them, cut down to what decides: used to ask the alarms of an assembly whether they
 * would see the use of exactly its roles and users. The library's tests run the full published shapes as well.
 */

const BASE = {
  eventVersion: '1.09', eventTime: '2030-06-15T12:00:00Z', awsRegion: 'us-east-1', sourceIPAddress: '198.51.100.7', userAgent: 'aws-cli/2', eventCategory: 'Management',
};

interface Identity { readonly arn: string; readonly name: string; readonly account: string }

function iamUser(user: Identity) {
  return { type: 'IAMUser', principalId: 'AIDAEXAMPLEEXAMPLE00', arn: user.arn, accountId: user.account, userName: user.name };
}

function session(role: Identity) {
  return {
    type: 'AssumedRole',
    principalId: 'AROAEXAMPLEEXAMPLE00:jane.doe-BREAK-GLASS',
    arn: `arn:aws:sts::${role.account}:assumed-role/${role.name}/jane.doe-BREAK-GLASS`,
    accountId: role.account,
    sessionContext: { sessionIssuer: { type: 'Role', arn: role.arn, accountId: role.account, userName: role.name } },
  };
}

const api = (source: string, name: string, account: string, rest: object) => ({
  ...BASE, eventSource: `${source}.amazonaws.com`, eventName: name, eventType: 'AwsApiCall', readOnly: false, recipientAccountId: account, ...rest,
});

export const RECORD = {
  assumedInCallersAccount: (role: Identity, user: Identity) => api('sts', 'AssumeRole', user.account, {
    readOnly: true, userIdentity: { ...iamUser(user), invokedBy: 'AWS Internal' }, requestParameters: { roleArn: role.arn, roleSessionName: user.name },
  }),
  assumedInRolesAccount: (role: Identity, user: Identity) => api('sts', 'AssumeRole', role.account, {
    readOnly: true, userIdentity: { type: 'AWSAccount', principalId: 'AIDAEXAMPLEEXAMPLE00', accountId: user.account }, requestParameters: { roleArn: role.arn, roleSessionName: user.name },
  }),
  switchedTo: (role: Identity) => ({
    ...BASE,
    awsRegion: 'us-west-2',
    eventSource: 'signin.amazonaws.com',
    eventName: 'SwitchRole',
    eventType: 'AwsConsoleSignIn',
    readOnly: false,
    userIdentity: session(role),
    requestParameters: null,
    responseElements: { SwitchRole: 'Success' },
    additionalEventData: { SwitchFrom: 'arn:aws:iam::111111111111:user/bg/jane.doe-BREAK-GLASS', RedirectTo: 'https://console.aws.amazon.com' },
    recipientAccountId: role.account,
  }),
  actedInside: (role: Identity) => api('ec2', 'StopInstances', role.account, { userIdentity: session(role), requestParameters: { instancesSet: {} } }),
  refusedInside: (role: Identity) => api('iam', 'CreateUser', role.account, {
    userIdentity: session(role), errorCode: 'AccessDenied', errorMessage: 'refused', requestParameters: null,
  }),
  refusedRole: (role: Identity, user: Identity) => api('sts', 'AssumeRole', user.account, {
    userIdentity: { ...iamUser({ ...user, arn: `arn:aws:iam::${user.account}:user/eve`, name: 'eve' }) },
    errorCode: 'AccessDenied',
    errorMessage: `User: arn:aws:iam::${user.account}:user/eve is not authorized to perform: sts:AssumeRole on resource: ${role.arn}`,
    requestParameters: null,
  }),
  refusedUser: (user: Identity) => api('s3', 'ListBuckets', user.account, {
    readOnly: true, userIdentity: iamUser(user), errorCode: 'AccessDenied', errorMessage: 'refused', requestParameters: null,
  }),
  signIn: (user: Identity, region: string, result: 'Success' | 'Failure', mfaUsed: string) => ({
    ...BASE,
    awsRegion: region,
    eventSource: 'signin.amazonaws.com',
    eventName: 'ConsoleLogin',
    eventType: 'AwsConsoleSignIn',
    userIdentity: result === 'Success' ? iamUser(user) : { type: 'IAMUser', accountId: user.account, accessKeyId: '', userName: user.name },
    requestParameters: null,
    responseElements: { ConsoleLogin: result },
    additionalEventData: { MFAUsed: mfaUsed, MobileVersion: 'No', LoginTo: 'https://console.aws.amazon.com' },
    recipientAccountId: user.account,
  }),
  root: (account: string) => api('ec2', 'RunInstances', account, { userIdentity: { type: 'Root', principalId: account, arn: `arn:aws:iam::${account}:root`, accountId: account } }),
  assumeRoot: (account: string) => api('sts', 'AssumeRoot', account, {
    userIdentity: { type: 'AssumedRole', arn: `arn:aws:sts::${account}:assumed-role/Security/eve`, accountId: account },
    requestParameters: { targetPrincipal: '222222222222', taskPolicyArn: { arn: 'arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials' }, durationSeconds: 900 },
  }),
  passwordRead: (user: Identity) => api('secretsmanager', 'GetSecretValue', user.account, {
    readOnly: true,
    userIdentity: { type: 'AssumedRole', arn: `arn:aws:sts::${user.account}:assumed-role/Custodian/carol`, accountId: user.account },
    requestParameters: { secretId: `break-glass-password/${user.name}` },
  }),
  trailStopped: (account: string) => api('cloudtrail', 'StopLogging', account, { userIdentity: iamUser(eve(account)), requestParameters: { name: 'trail' } }),
  recorderStopped: (account: string) => api('config', 'StopConfigurationRecorder', account, {
    userIdentity: iamUser(eve(account)), requestParameters: { configurationRecorderName: 'default' },
  }),
  alarmReplaced: (account: string) => api('monitoring', 'PutCompositeAlarm', account, {
    userIdentity: iamUser(eve(account)), requestParameters: { alarmName: 'BREAK-GLASS-Alarm-Use', alarmRule: 'FALSE' },
  }),
  alarmDeleted: (account: string) => api('monitoring', 'DeleteAlarms', account, {
    userIdentity: iamUser(eve(account)), requestParameters: { alarmNames: ['BREAK-GLASS-Alarm-Use'] },
  }),
  ruleDisabled: (account: string) => api('events', 'DisableRule', account, {
    userIdentity: iamUser(eve(account)), requestParameters: { name: 'BREAK-GLASS-Alarm-Use-1' },
  }),
  userOpened: (user: Identity) => api('iam', 'DeleteUserPermissionsBoundary', user.account, {
    userIdentity: iamUser(eve(user.account)), requestParameters: { userName: user.name },
  }),
  roleOpened: (role: Identity) => api('iam', 'UpdateAssumeRolePolicy', role.account, {
    userIdentity: iamUser(eve(role.account)), requestParameters: { roleName: role.name },
  }),
  ordinaryAssume: (account: string, roleArn: string) => api('sts', 'AssumeRole', account, {
    readOnly: true, userIdentity: { type: 'AWSService', invokedBy: 'lambda.amazonaws.com' }, requestParameters: { roleArn, roleSessionName: 'fn' },
  }),
  ordinaryAlarm: (account: string) => api('monitoring', 'PutMetricAlarm', account, { userIdentity: iamUser(eve(account)), requestParameters: { alarmName: 'cpu-high' } }),
};

function eve(account: string): Identity {
  return { arn: `arn:aws:iam::${account}:user/eve`, name: 'eve', account };
}
