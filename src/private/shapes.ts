/**
 * Types of the properties that users of JavaScript and Python may give wrongly: per interface its properties, as the interface
 * declares them. A test compares both.
 */
export const SHAPES: { readonly [name: string]: string } = {
  AccountPasswordPolicyProps: 'minLength?:number reusePrevention?:number maxAge?:Duration',
  AllowAssumeRoleOptions: 'sessionTags?:boolean sourceIdentity?:boolean',
  BreakGlassAlarmProps: 'trailLogGroup:ILogGroup users:IBreakGlassUser[] formerUsers?:IBreakGlassUser[] roles:IIncidentResponseRole[] '
    + 'notify:NotificationTarget[] perRoleMetrics?:boolean maxFilters?:number maxRules?:number dashboard?:boolean drillAge?:IMetric',
  BreakGlassRulesProps: 'users?:IBreakGlassUser[] formerUsers?:IBreakGlassUser[] roles?:IIncidentResponseRole[] notify:NotificationTarget[] '
    + 'trailLogGroupName?:string maxRules?:number',
  BreakGlassUserAttributes: 'userArn:string allowAwsLogin?:boolean',
  BreakGlassUserProps: 'responderName:string responderEmail:string emergencyContact:string userName?:string path?:string state?:UserState '
    + 'custodians?:ArnPrincipal[] cloudFormationRoles?:ArnPrincipal[] encryptionKey?:IKey passwordLength?:number allowAwsLogin?:boolean',
  CustomProfileProps: 'name:string description:string maxSession:Duration phases:Phase[] statements?:PlaybookStatement[] wildcardReason?:string',
  CustomTargetProps: 'title:string grant:IStateMachine revoke:IStateMachine',
  DirectoryPersonOptions: 'id?:string iamUser?:IUserRef otherPrincipals?:PersonPrincipal[]',
  ElevatedAccessAttributes: 'apiId:string eventBusName:string ledgerTableName:string metricSuffix:string',
  ElevatedAccessProps: 'people:Person[] rules:ElevationRule[] identityCenter:IdentityCenterDirectory notify:NotificationTarget[] auditors?:Person[] '
    + 'encryptionKey?:IKey apiGatewayAccountRole?:ApiGatewayAccountRole callerPermissionSet?:boolean reconcileInterval?:Duration ledgerRetention?:Duration '
    + 'archiveRetention?:Duration reviewItems?:boolean securityHub?:boolean sessionRevocationPolicyId?:string',
  ElevationRuleProps: 'target:ElevationTarget accounts?:string[] organizationalUnits?:string[] requesters?:Person[] requesterGroups?:string[] '
    + 'approvers?:Person[] approverGroups?:string[] quorum?:number maxDuration?:Duration automaticRequesters?:Person[] '
    + 'fallbackApprovers?:Person[] fallbackDelay?:Duration bypassers?:Person[] revokers?:Person[] requiredFields?:RequiredField[] '
    + 'maxDecisionTime?:Duration maxScheduleAhead?:Duration',
  ElevationSessionRevocationProps: 'accessAccountId:string',
  ElevationSessionRoleProps: 'playbook:Playbook phase:Phase playbookScope?:PlaybookScope roleName?:string',
  IdentityCenterDirectoryProps: 'instanceArn:string identityStoreId:string permissionSetName:string managementAccountId?:string region?:string accountId:string',
  IdentityCenterPrincipalProps: 'userId:string userName:string permissionSetName:string accountId:string',
  IncidentResponseRoleProps: 'profile:ResponderProfile playbook:Playbook responders:IBreakGlassUser[] backupOwners?:IBreakGlassUser[] roleName?:string '
    + 'path?:string maxSession?:Duration maxMfaAge?:Duration organizationId?:string sourceIps?:string[] regions?:string[] '
    + 'requireSourceIdentity?:boolean requireIncidentId?:boolean activationWindow?:ActivationWindow playbookScope?:PlaybookScope',
  NotificationTopicProps: 'name?:string emails?:string[] encryptionKey?:IKey',
  PermissionSetAssignment: 'assigneeType:AssigneeType assigneeId:string accountId:string',
  PermissionSetTargetOptions: 'sessionRevocation?:boolean',
  PersonProps: 'principals:PersonPrincipal[]',
  PlaybookPermissionSetProps: 'instanceArn:string playbook:Playbook phase:Phase permissionSetName?:string maxSession?:Duration playbookScope?:PlaybookScope '
    + 'assignments?:PermissionSetAssignment[] permissionsBoundaryName?:string sessionRevocation?:boolean',
  PlaybookPhaseProps: 'statements:PlaybookStatement[] maxSession?:Duration readOnly?:boolean wildcardReason?:string',
  PlaybookProps: 'name:string title:string description?:string investigation?:PlaybookPhaseProps containment?:PlaybookPhaseProps '
    + 'recovery?:PlaybookPhaseProps forensics?:PlaybookPhaseProps',
  PlaybookScope: 'evidenceBucketNames?:string[] evidenceAccounts?:string[] quarantinePolicyArns?:string[] commandDocuments?:string[] '
    + 'commandTagKey?:string commandTagValue?:string',
  PlaybookStatement: 'actions:string[] resources?:string[] conditions?:map sources:string[]',
  RequiredFieldProps: 'pattern?:string description:string',
};

/** Members that a value of a type has, its remedy, or the values of an enumeration. */
export interface KnownType {
  /** With its article. */
  readonly title: string;
  readonly members?: readonly string[];
  readonly values?: readonly string[];
  readonly fix: string;
}

export const TYPES: { readonly [name: string]: KnownType } = {
  ActivationWindow: { title: 'an ActivationWindow', members: ['start', 'end'], fix: 'write it as ActivationWindow.closed() or ActivationWindow.between(start, end)' },
  ApiGatewayAccountRole: { title: 'an ApiGatewayAccountRole', members: ['_make'], fix: 'write it as ApiGatewayAccountRole.existing()' },
  ArnPrincipal: { title: 'an ArnPrincipal', members: ['arn'], fix: "write it as new ArnPrincipal('arn:aws:iam::111122223333:role/NAME')" },
  AssigneeType: { title: 'an AssigneeType', values: ['GROUP', 'USER'], fix: 'write it as AssigneeType.GROUP' },
  Duration: { title: 'a Duration', members: ['toSeconds'], fix: 'write it as Duration.hours(1)' },
  ElevationRule: { title: 'an ElevationRule', members: ['_props'], fix: 'write it as new ElevationRule(name, { … })' },
  ElevationSessionRole: { title: 'an ElevationSessionRole', members: ['roleArn', '_sessionPolicy'], fix: 'give the construct' },
  ElevationTarget: { title: 'an ElevationTarget', members: ['_kind'], fix: 'write it as ElevationTarget.permissionSet(set) or another of its methods' },
  IBreakGlassUser: { title: 'a BreakGlassUser', members: ['userArn', 'allowAssumeRole'], fix: 'give the construct, or BreakGlassUser.fromUserArn(this, id, arn)' },
  IIncidentResponseRole: { title: 'an IncidentResponseRole', members: ['roleArn', 'metricUses'], fix: 'give the construct, or IncidentResponseRole.fromRoleArn(this, id, arn)' },
  IAlarmAction: { title: 'an alarm action', members: ['bind'], fix: 'give an action of aws-cloudwatch-actions' },
  IEventBus: { title: 'an event bus', members: ['eventBusArn'], fix: 'give the construct, or EventBus.fromEventBusArn(this, id, arn)' },
  IFunction: { title: 'a Lambda function', members: ['functionArn'], fix: 'give the construct, or Function.fromFunctionArn(this, id, arn)' },
  IKey: { title: 'a KMS key', members: ['keyArn'], fix: 'give the construct, or Key.fromKeyArn(this, id, arn)' },
  ILogGroup: { title: 'a log group', members: ['logGroupName'], fix: 'give the construct, or LogGroup.fromLogGroupName(this, id, name)' },
  IMetric: { title: 'a metric', members: ['toMetricConfig'], fix: 'give a cloudwatch.Metric' },
  IStateMachine: { title: 'a state machine', members: ['stateMachineArn'], fix: 'give the construct, or StateMachine.fromStateMachineArn(this, id, arn)' },
  ITopic: { title: 'a topic', members: ['topicArn', 'addToResourcePolicy'], fix: 'give the construct, the topic of a NotificationTopic, or Topic.fromTopicArn(this, id, arn)' },
  IUserRef: { title: 'an IAM user', members: ['userRef'], fix: 'give the construct, or User.fromUserArn(this, id, arn)' },
  IdentityCenterDirectory: {
    title: 'an IdentityCenterDirectory',
    members: ['instanceArn', 'identityStoreId', 'person'],
    fix: 'write it as new IdentityCenterDirectory({ instanceArn, identityStoreId, permissionSetName, accountId })',
  },
  IncidentResponseRole: { title: 'an IncidentResponseRole of this app', members: ['roleArn', '_seal'], fix: 'give the construct; the trust of an imported role can\'t be changed' },
  NotificationTarget: { title: 'a NotificationTarget', members: ['_connectAlarm'], fix: 'write it as NotificationTarget.topic(topic) or another of its methods' },
  Person: { title: 'a Person', members: ['_principals'], fix: 'write it as directory.person(name, userId) or new Person(name, { principals })' },
  PersonPrincipal: { title: 'a PersonPrincipal', members: ['_key'], fix: 'use PersonPrincipal.iamUser or identityCenterUser' },
  Phase: { title: 'a Phase', values: ['INVESTIGATION', 'CONTAINMENT', 'RECOVERY', 'FORENSICS'], fix: 'write it as Phase.INVESTIGATION or another phase' },
  Playbook: { title: 'a Playbook', members: ['phases', 'statements'], fix: 'write it as Playbook.RANSOMWARE, another of the catalogue, or new Playbook({ … })' },
  PlaybookPermissionSet: { title: 'a PlaybookPermissionSet', members: ['permissionSetArn', 'permissionSetName'], fix: 'give the construct, or use ElevationTarget.permissionSetArn' },
  RequiredField: { title: 'a RequiredField', members: ['_pattern'], fix: 'write it as RequiredField.justification() or another of its methods' },
  ResponderProfile: { title: 'a ResponderProfile', members: ['phases', 'maxSession'], fix: 'write it as ResponderProfile.INCIDENT_RESPONDER, another profile, or ResponderProfile.custom({ … })' },
  UserState: { title: 'a UserState', members: ['name'], fix: 'write it as UserState.NEW or another state' },
};
