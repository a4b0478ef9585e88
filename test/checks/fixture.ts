import { App, CfnDeletionPolicy, CfnResource, Stack } from 'aws-cdk-lib';
import { RawResource, stackIn } from './support';

/** Resources by logical id, as a template has them. */
export interface Template { [logicalId: string]: RawResource & { Properties: any } }

const ROLE_ARN = 'arn:aws:iam::111111111111:role/BreakGlassAdmin';
const att = (id: string, attribute = 'Arn') => ({ 'Fn::GetAtt': [id, attribute] });
const ref = (id: string) => ({ Ref: id });
const document = (...statements: object[]) => ({ Version: '2012-10-17', Statement: statements });

const PEOPLE: Template = {
  Jane: {
    Type: 'AWS::IAM::User',
    Properties: {
      UserName: 'jane-BREAK-GLASS',
      Path: '/bg/',
      LoginProfile: { Password: { 'Fn::Sub': '{{resolve:secretsmanager:${JanePassword}:SecretString:password}}' }, PasswordResetRequired: true },
    },
  },
  John: { Type: 'AWS::IAM::User', Properties: { UserName: 'john-BREAK-GLASS', Path: '/bg/' } },
  PasswordKey: { Type: 'AWS::KMS::Key', Properties: { EnableKeyRotation: true, KeyPolicy: document() } },
  JanePassword: {
    Type: 'AWS::SecretsManager::Secret',
    DeletionPolicy: 'Retain',
    UpdateReplacePolicy: 'Retain',
    Properties: { KmsKeyId: att('PasswordKey'), GenerateSecretString: { SecretStringTemplate: '{}', GenerateStringKey: 'password' } },
  },
};

const ROLES: Template = {
  Role: {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: 'BreakGlassAdmin',
      MaxSessionDuration: 3600,
      PermissionsBoundary: ref('Boundary'),
      ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'],
      AssumeRolePolicyDocument: document(
        {
          Effect: 'Allow',
          Principal: { AWS: [att('Jane'), 'arn:aws:iam::111111111111:user/bg/john-BREAK-GLASS'] },
          Action: 'sts:AssumeRole',
          Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
        },
        { Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRole', Condition: { NumericGreaterThan: { 'aws:MultiFactorAuthAge': '3600' } } },
      ),
    },
  },
  Boundary: {
    Type: 'AWS::IAM::ManagedPolicy',
    Properties: {
      PolicyDocument: document(
        { Effect: 'Allow', Action: '*', Resource: '*' },
        { Effect: 'Deny', Action: ['iam:CreateUser', 'iam:CreateAccessKey', 'iam:DeleteRolePermissionsBoundary', 'cloudtrail:StopLogging'], Resource: '*' },
      ),
    },
  },
};

const filter = (name: string, pattern: string): RawResource & { Properties: any } => ({
  Type: 'AWS::Logs::MetricFilter',
  Properties: {
    LogGroupName: ref('TrailLogs'),
    FilterPattern: pattern,
    MetricTransformations: [{ MetricNamespace: 'Watch', MetricName: name, MetricValue: '1' }],
  },
});
const alarm = (name: string): RawResource & { Properties: any } => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    Namespace: 'Watch',
    MetricName: name,
    Statistic: 'Sum',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    AlarmActions: [ref('Topic')],
  },
});

const DETECTION: Template = {
  TrailLogs: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 365 } },
  Trail: {
    Type: 'AWS::CloudTrail::Trail',
    Properties: {
      S3BucketName: 'trail', IsLogging: true, CloudWatchLogsLogGroupArn: att('TrailLogs'), CloudWatchLogsRoleArn: 'arn:aws:iam::111111111111:role/trail',
    },
  },
  UseFilter: filter('Use', `{ ($.requestParameters.roleArn = "${ROLE_ARN}") || ($.userIdentity.sessionContext.sessionIssuer.arn = "${ROLE_ARN}") }`),
  UseAlarm: alarm('Use'),
  SignInFilter: filter('SignIn', '{ ($.eventName = "ConsoleLogin") && ($.userIdentity.userName = "jane-BREAK-GLASS") }'),
  SignInAlarm: alarm('SignIn'),
  RefusalAlarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { ...alarm('Refusal').Properties, AlarmName: 'break-glass-refusal' } },
  PasswordRead: {
    Type: 'AWS::Events::Rule',
    Properties: {
      Name: 'break-glass-password-read',
      State: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS',
      EventPattern: { 'source': ['aws.secretsmanager'], 'detail-type': ['AWS API Call via CloudTrail'], 'detail': { eventName: ['GetSecretValue'] } },
      Targets: [{ Id: 'topic', Arn: ref('Topic') }],
    },
  },
  TopicKey: { Type: 'AWS::KMS::Key', Properties: { EnableKeyRotation: true, KeyPolicy: document() } },
  Topic: { Type: 'AWS::SNS::Topic', Properties: { KmsMasterKeyId: ref('TopicKey') } },
  Pager: { Type: 'AWS::SNS::Subscription', Properties: { TopicArn: ref('Topic'), Protocol: 'sqs', Endpoint: 'arn:aws:sqs:eu-central-1:111111111111:pager' } },
};

const ELEVATION: Template = {
  PermissionSet: {
    Type: 'AWS::SSO::PermissionSet',
    Properties: {
      InstanceArn: 'arn:aws:sso:::instance/ssoins-1111111111111111',
      Name: 'EmergencyRepair',
      SessionDuration: 'PT1H',
      InlinePolicy: document({ Effect: 'Allow', Action: ['ec2:Describe*', 'ec2:StopInstances'], Resource: '*' }),
      Tags: [{ Key: 'Playbook', Value: 'EC2_COMPROMISE' }, { Key: 'Phase', Value: 'CONTAINMENT' }],
    },
  },
  Method: {
    Type: 'AWS::ApiGateway::Method',
    Properties: {
      RestApiId: 'api',
      ResourceId: 'requests',
      HttpMethod: 'POST',
      AuthorizationType: 'AWS_IAM',
      Integration: {
        Type: 'AWS', RequestTemplates: { 'application/json': '{ "requester": "$context.identity.userArn", "reason": "$util.escapeJavaScript($input.path(\'$.reason\'))" }' },
      },
    },
  },
};

/** Emergency access as written without cdk-break-glass, with no finding of any rule; a copy to change. */
export function compliantTemplate(): Template {
  return structuredClone({ ...PEOPLE, ...ROLES, ...DETECTION, ...ELEVATION });
}

/** The resources as L1 constructs, at `Stack/<logical id>`. */
export function stackOf(template: Template, app?: App): Stack {
  const stack = stackIn(app);
  for (const [id, { Type, Properties, DeletionPolicy, UpdateReplacePolicy }] of Object.entries(template)) {
    const resource = new CfnResource(stack, id, { type: Type, properties: Properties });
    resource.cfnOptions.deletionPolicy = DeletionPolicy as CfnDeletionPolicy;
    resource.cfnOptions.updateReplacePolicy = UpdateReplacePolicy as CfnDeletionPolicy;
  }
  return stack;
}
