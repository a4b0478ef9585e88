import { Variant, VARIANTS } from './record-variants';

/**
 * CloudTrail records as AWS writes them, cut down to what decides and what a narrowed pattern could look at: used to ask the alarms of
 * an assembly whether they would see the use of exactly its roles and users. The library's tests run the full published shapes as well.
 */

interface Identity { readonly arn: string; readonly name: string; readonly account: string }

/** All records, under the circumstances of a variant. */
export type Records = ReturnType<typeof recordsOf>;

function recordsOf(variant: Variant) {
  const { common, principal, sessionName, mfa, readOnly } = variant;

  const userContext = { attributes: { creationDate: common.eventTime, mfaAuthenticated: mfa.session } };
  const iamUser = (user: Identity) => ({
    type: 'IAMUser', principalId: `AIDA${principal}`, arn: user.arn, accountId: user.account, accessKeyId: `ASIA${principal}`, userName: user.name, sessionContext: userContext,
  });
  const session = (role: Identity) => ({
    type: 'AssumedRole',
    principalId: `AROA${principal}:${sessionName}`,
    arn: `arn:aws:sts::${role.account}:assumed-role/${role.name}/${sessionName}`,
    accountId: role.account,
    accessKeyId: `ASIA${principal}`,
    sessionContext: {
      ...userContext,
      sessionIssuer: { type: 'Role', principalId: `AROA${principal}`, arn: role.arn, accountId: role.account, userName: role.name },
      webIdFederationData: {},
    },
  });
  const api = (source: string, name: string, account: string, rest: object) => ({
    ...common, eventSource: `${source}.amazonaws.com`, eventName: name, eventType: 'AwsApiCall', readOnly: false, recipientAccountId: account, ...rest,
  });
  const eve = (account: string): Identity => ({ arn: `arn:aws:iam::${account}:user/${variant.attacker}`, name: variant.attacker, account });
  const byEve = (account: string) => ({ userIdentity: variant.attackerIsRole ? session({ arn: `arn:aws:iam::${account}:role/Deploy`, name: 'Deploy', account }) : iamUser(eve(account)) });

  return {
    assumedInCallersAccount: (role: Identity, user: Identity) => api('sts', 'AssumeRole', user.account, {
      readOnly: true,
      userIdentity: { ...iamUser(user), ...variant.invokedBy },
      requestParameters: { roleArn: role.arn, roleSessionName: user.name, ...variant.parameters },
      responseElements: { assumedRoleUser: { arn: `arn:aws:sts::${role.account}:assumed-role/${role.name}/${user.name}` } },
    }),
    assumedInRolesAccount: (role: Identity, user: Identity) => api('sts', 'AssumeRole', role.account, {
      readOnly: true,
      userIdentity: { type: 'AWSAccount', principalId: `AIDA${principal}`, accountId: user.account },
      requestParameters: { roleArn: role.arn, roleSessionName: user.name, ...variant.parameters },
      sharedEventID: common.eventID,
    }),
    switchedTo: (role: Identity) => ({
      ...common,
      awsRegion: 'us-west-2',
      eventSource: 'signin.amazonaws.com',
      eventName: 'SwitchRole',
      eventType: 'AwsConsoleSignIn',
      ...readOnly,
      userIdentity: session(role),
      requestParameters: null,
      responseElements: { SwitchRole: 'Success' },
      additionalEventData: { SwitchFrom: `arn:aws:iam::111111111111:user/bg/${sessionName}`, RedirectTo: variant.page },
      recipientAccountId: role.account,
    }),
    /** Of the same switch, in the account of the user. */
    switchedFrom: (role: Identity, user: Identity) => ({
      ...common,
      eventSource: 'signin.amazonaws.com',
      eventName: 'SwitchRole',
      eventType: 'AwsConsoleSignIn',
      ...readOnly,
      userIdentity: { type: 'IAMUser', principalId: `AIDA${principal}`, arn: user.arn, accountId: user.account, userName: user.name },
      requestParameters: null,
      responseElements: { SwitchRole: 'Success' },
      additionalEventData: { RedirectTo: variant.page, SwitchTo: role.arn },
      recipientAccountId: user.account,
    }),
    actedInside: (role: Identity) => api(variant.call.source, variant.call.name, role.account, {
      ...readOnly, userIdentity: session(role), requestParameters: variant.call.parameters,
    }),
    refusedInside: (role: Identity) => api(variant.refusal.source, variant.refusal.name, role.account, {
      ...readOnly, userIdentity: session(role), errorCode: variant.refusal.code, errorMessage: variant.refusal.message, requestParameters: null,
    }),
    refusedRole: (role: Identity, user: Identity) => api('sts', 'AssumeRole', user.account, {
      ...readOnly,
      userIdentity: iamUser({ ...user, arn: `arn:aws:iam::${user.account}:user/${variant.attacker}`, name: variant.attacker }),
      errorCode: 'AccessDenied',
      errorMessage: `User: arn:aws:iam::${user.account}:user/${variant.attacker} is not authorized to perform: sts:AssumeRole on resource: ${role.arn}`,
      requestParameters: null,
    }),
    refusedUser: (user: Identity) => api(variant.refusal.source, variant.refusal.name, user.account, {
      ...readOnly, userIdentity: iamUser(user), errorCode: variant.refusal.code, errorMessage: variant.refusal.message, requestParameters: null,
    }),
    signIn: (user: Identity, region: string, result: 'Success' | 'Failure', mfaUsed: string) => ({
      ...common,
      awsRegion: region,
      eventSource: 'signin.amazonaws.com',
      eventName: 'ConsoleLogin',
      eventType: 'AwsConsoleSignIn',
      ...readOnly,
      userIdentity: result === 'Success'
        ? { type: 'IAMUser', principalId: `AIDA${principal}`, arn: user.arn, accountId: user.account, userName: user.name }
        : { type: 'IAMUser', accountId: user.account, accessKeyId: '', userName: user.name },
      requestParameters: null,
      ...(result === 'Failure' ? { errorMessage: variant.loginError } : {}),
      responseElements: { ConsoleLogin: result },
      additionalEventData: { MFAUsed: mfaUsed, MobileVersion: variant.mobile, LoginTo: variant.page },
      recipientAccountId: user.account,
    }),
    root: (account: string) => api(variant.call.source, variant.call.name, account, {
      ...readOnly, userIdentity: { type: 'Root', principalId: account, arn: `arn:aws:iam::${account}:root`, accountId: account, accessKeyId: `ASIA${principal}`, sessionContext: userContext },
    }),
    rootSignIn: (account: string) => ({
      ...common,
      eventSource: 'signin.amazonaws.com',
      eventName: 'ConsoleLogin',
      eventType: 'AwsConsoleSignIn',
      ...readOnly,
      userIdentity: { type: 'Root', principalId: account, arn: `arn:aws:iam::${account}:root`, accountId: account },
      requestParameters: null,
      responseElements: { ConsoleLogin: 'Success' },
      additionalEventData: { MFAUsed: mfa.login, MobileVersion: variant.mobile, LoginTo: variant.page },
      recipientAccountId: account,
    }),
    assumeRoot: (account: string) => api('sts', 'AssumeRoot', account, {
      ...readOnly,
      userIdentity: { type: 'AssumedRole', principalId: `AROA${principal}:${variant.attacker}`, arn: `arn:aws:sts::${account}:assumed-role/Security/${variant.attacker}`, accountId: account },
      requestParameters: { targetPrincipal: variant.target, taskPolicyArn: { arn: `arn:aws:iam::aws:policy/root-task/${variant.task}` }, durationSeconds: variant.seconds },
    }),
    passwordRead: (user: Identity) => api('secretsmanager', 'GetSecretValue', user.account, {
      readOnly: true,
      userIdentity: { type: 'AssumedRole', principalId: `AROA${principal}:${sessionName}`, arn: `arn:aws:sts::${user.account}:assumed-role/Custodian/${sessionName}`, accountId: user.account },
      requestParameters: { secretId: `break-glass-password/${user.name}`, ...variant.secretVersion },
    }),
    passwordReadByArn: (user: Identity, region: string) => ({
      ...api('secretsmanager', 'BatchGetSecretValue', user.account, {
        readOnly: true, ...byEve(user.account), requestParameters: { secretIdList: [`arn:aws:secretsmanager:${region}:${user.account}:secret:break-glass-password/${user.name}-AbCdEf`] },
      }),
      awsRegion: region,
    }),
    trailStopped: (account: string) => api('cloudtrail', 'StopLogging', account, { ...byEve(account), requestParameters: { name: variant.resource } }),
    recorderStopped: (account: string) => api('config', 'StopConfigurationRecorder', account, {
      ...byEve(account), requestParameters: { configurationRecorderName: variant.resource },
    }),
    alarmReplaced: (account: string) => api('monitoring', 'PutCompositeAlarm', account, {
      ...byEve(account), requestParameters: { alarmName: `BREAK-GLASS-${variant.alarm}`, alarmRule: 'FALSE' },
    }),
    alarmDeleted: (account: string) => api('monitoring', 'DeleteAlarms', account, {
      ...byEve(account), requestParameters: { alarmNames: [`BREAK-GLASS-${variant.alarm}`] },
    }),
    alarmMuted: (account: string) => api('monitoring', 'PutAlarmMuteRule', account, { ...byEve(account), requestParameters: { name: variant.resource } }),
    ruleDisabled: (account: string) => api('events', 'DisableRule', account, {
      ...byEve(account), requestParameters: { name: `BREAK-GLASS-${variant.alarm}-1` },
    }),
    targetsRemoved: (account: string) => api('events', 'RemoveTargets', account, {
      ...byEve(account), requestParameters: { rule: `BREAK-GLASS-${variant.alarm}-1`, ids: ['Topic1'] },
    }),
    filterDeleted: (account: string, logGroupName: string) => api('logs', 'DeleteMetricFilter', account, {
      ...byEve(account), requestParameters: { logGroupName, filterName: `BREAK-GLASS-${variant.alarm}-1` },
    }),
    topicChanged: (account: string, topicArn: string) => api('sns', 'SetTopicAttributes', account, {
      ...byEve(account), requestParameters: { topicArn, attributeName: variant.resource },
    }),
    unsubscribed: (account: string, topicArn: string) => api('sns', 'Unsubscribe', account, {
      ...byEve(account), requestParameters: { subscriptionArn: `${topicArn}:${common.eventID}` },
    }),
    keyDisabled: (account: string, keyArn: string) => api('kms', 'DisableKey', account, {
      ...byEve(account), requestParameters: { keyId: keyArn }, resources: [{ accountId: account, type: 'AWS::KMS::Key', ARN: keyArn }],
    }),
    userOpened: (user: Identity) => api('iam', variant.userChange, user.account, { ...byEve(user.account), requestParameters: { userName: user.name } }),
    roleOpened: (role: Identity) => api('iam', variant.roleChange, role.account, { ...byEve(role.account), requestParameters: { roleName: role.name } }),
    policyRewritten: (account: string, path: string) => api('iam', variant.policyChange, account, {
      ...byEve(account), requestParameters: { policyArn: `arn:aws:iam::${account}:policy${path}${variant.resource}` },
    }),
    ordinaryAssume: (account: string, roleArn: string) => api('sts', 'AssumeRole', account, {
      readOnly: true, userIdentity: { type: 'AWSService', invokedBy: 'lambda.amazonaws.com' }, requestParameters: { roleArn, roleSessionName: variant.resource },
    }),
    ordinaryAlarm: (account: string) => api('monitoring', 'PutMetricAlarm', account, { ...byEve(account), requestParameters: { alarmName: `cpu-${variant.resource}` } }),
  };
}

/** The records under different circumstances, no two of which have a free field in common. */
export const VARIED_RECORDS: readonly Records[] = VARIANTS.map(recordsOf);

/** The records under the first circumstances. */
export const RECORD: Records = VARIED_RECORDS[0];
