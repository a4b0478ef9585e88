/**
 * Emergency access as it is found in the wild: each template makes one well-known mistake, and reads like the samples
 * people start from. A proof that does not fail on these proves nothing.
 *
 * The principals carry the names and the path by which the claims recognise break-glass principals, so that a claim
 * fails for the mistake and not for want of something to look at.
 */

export interface CarelessSample {
  readonly name: string;
  /** What is wrong, and why it matters. */
  readonly description: string;
  readonly accountId: string;
  readonly region: string;
  /** A CloudFormation template, with parameters and intrinsics as an author leaves them. */
  readonly template: Record<string, unknown>;
  /** The ids of the claims that must fail on this template. */
  readonly expectedFailures: string[];
}

const accountId = '111111111111';
const region = 'us-east-1';

const userName = 'jane.doe-BREAK-GLASS';
const userArn = `arn:aws:iam::${accountId}:user/bg/${userName}`;
const roleName = 'BREAK-GLASS-ADMIN';
const roleArn = `arn:aws:iam::${accountId}:role/bg/${roleName}`;
const path = '/bg/';
const administrator = 'arn:aws:iam::aws:policy/AdministratorAccess';

type Resource = Record<string, unknown>;

/** The condition as most samples have it. */
const withMfa = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };

function policy(...statements: Resource[]): Resource {
  return { Version: '2012-10-17', Statement: statements };
}

function trustIn(principal: unknown, condition?: Resource): Resource {
  return policy({
    Effect: 'Allow',
    Principal: { AWS: principal },
    Action: 'sts:AssumeRole',
    ...(condition === undefined ? {} : { Condition: condition }),
  });
}

/** A user that may assume the role, and nothing else. */
function user(properties: Resource = {}): Resource {
  return {
    Type: 'AWS::IAM::User',
    Properties: {
      UserName: userName,
      Path: path,
      Policies: [{
        PolicyName: 'AssumeBreakGlassRole',
        PolicyDocument: policy({ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: roleArn }),
      }],
      ...properties,
    },
  };
}

function role(trust: Resource, properties: Resource = {}): Resource {
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: roleName,
      Path: path,
      AssumeRolePolicyDocument: trust,
      ManagedPolicyArns: [administrator],
      MaxSessionDuration: 3600,
      ...properties,
    },
  };
}

/** CloudFormation knows no order between a principal named by its ARN and the trust in it, but IAM does. */
function afterUser(resource: Resource): Resource {
  return { ...resource, DependsOn: 'BreakGlassUser' };
}

function template(description: string, resources: Record<string, Resource>, more: Resource = {}): Resource {
  return { AWSTemplateFormatVersion: '2010-09-09', Description: description, ...more, Resources: resources };
}

function sample(name: string, expectedFailures: string[], description: string, body: Resource): CarelessSample {
  return { name, description, accountId, region, template: body, expectedFailures };
}

const notificationEmail = {
  NotificationEmail: { Type: 'String', Description: 'Who is told when the glass is broken', Default: 'security@example.com' },
};

function emailTopic(): Record<string, Resource> {
  return {
    NotificationTopic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'break-glass-notifications' } },
    NotificationSubscription: {
      Type: 'AWS::SNS::Subscription',
      Properties: { TopicArn: { Ref: 'NotificationTopic' }, Protocol: 'email', Endpoint: { Ref: 'NotificationEmail' } },
    },
  };
}

export function trustWithoutMfa(): CarelessSample {
  return sample(
    'trust-without-mfa',
    ['role-needs-mfa', 'role-bounded'],
    'The role trusts the user by name but does not ask for a second factor, so the password (or a stolen key) is enough.',
    template('Emergency administrator role', {
      BreakGlassUser: user(),
      BreakGlassRole: afterUser(role(trustIn(userArn))),
    }),
  );
}

export function trustOfAccountRoot(): CarelessSample {
  return sample(
    'trust-of-account-root',
    ['role-needs-mfa', 'role-only-its-responders'],
    'The role trusts the account, without conditions: whoever is allowed sts:AssumeRole in it breaks the glass.',
    template('Emergency administrator role', {
      BreakGlassUser: user(),
      BreakGlassRole: role(trustIn(`arn:aws:iam::${accountId}:root`)),
    }),
  );
}

export function administratorWithoutBoundary(): CarelessSample {
  return sample(
    'administrator-without-boundary',
    ['role-bounded', 'role-policies-known'],
    'The trust is right, but the session may do everything, such as making itself a lasting user or stopping the trail.',
    template('Emergency administrator role with MFA', {
      BreakGlassUser: user(),
      BreakGlassRole: afterUser(role(trustIn(userArn, withMfa))),
    }, {
      Outputs: { BreakGlassRoleArn: { Description: 'The role to switch to', Value: { 'Fn::GetAtt': ['BreakGlassRole', 'Arn'] } } },
    }),
  );
}

export function alarmOnSignInOnly(): CarelessSample {
  return sample(
    'alarm-on-sign-in-only',
    ['use-is-alarmed', 'refusals-are-alarmed', 'root-is-alarmed', 'tampering-is-alarmed'],
    'Only the console sign-in raises an alarm. Who assumes the role with the command line is not seen.',
    template('Break-glass role and user with a sign-in alarm', {
      BreakGlassUser: user(),
      BreakGlassRole: afterUser(role(trustIn(userArn, withMfa))),
      ...emailTopic(),
      SignInMetricFilter: {
        Type: 'AWS::Logs::MetricFilter',
        Properties: {
          LogGroupName: { Ref: 'CloudTrailLogGroup' },
          FilterPattern: `{ ($.eventName = "ConsoleLogin") && ($.userIdentity.userName = "${userName}") }`,
          MetricTransformations: [{ MetricName: 'BreakGlassSignIn', MetricNamespace: 'BreakGlass', MetricValue: '1' }],
        },
      },
      SignInAlarm: {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: {
          AlarmName: 'break-glass-sign-in',
          AlarmDescription: 'A break-glass user signed in to the console',
          Namespace: 'BreakGlass',
          MetricName: 'BreakGlassSignIn',
          Statistic: 'Sum',
          Period: 300,
          EvaluationPeriods: 1,
          Threshold: 1,
          ComparisonOperator: 'GreaterThanOrEqualToThreshold',
          TreatMissingData: 'notBreaching',
          AlarmActions: [{ Ref: 'NotificationTopic' }],
        },
      },
    }, {
      Parameters: {
        ...notificationEmail,
        CloudTrailLogGroup: { Type: 'String', Description: 'The log group of the trail', Default: 'CloudTrail/DefaultLogGroup' },
      },
    }),
  );
}

export function mfaInPermissionsOnly(): CarelessSample {
  return sample(
    'mfa-in-permissions-only',
    ['role-needs-mfa'],
    'The second factor is asked for in the permissions of the role and not in its trust: the role is assumed without it, '
      + 'which alone raises the alarm for nothing, and whatever else is attached to the role is not guarded at all.',
    template('Emergency role, MFA required', {
      BreakGlassUser: user(),
      BreakGlassRole: afterUser(role(trustIn(userArn), {
        ManagedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
        Policies: [{
          PolicyName: 'BreakGlassAdministrator',
          PolicyDocument: policy({ Effect: 'Allow', Action: '*', Resource: '*', Condition: withMfa }),
        }],
      })),
    }),
  );
}

export function trustByUserId(): CarelessSample {
  return sample(
    'trust-by-user-id',
    ['role-can-be-assumed', 'user-can-assume-its-roles'],
    'The trust compares aws:userid with a session name. The id of a user has no colon and no name in it, so nobody can '
      + 'ever assume the role: secure, and no help in the emergency.',
    template('Emergency role for break-glass users only', {
      BreakGlassUser: user(),
      BreakGlassRole: afterUser(role(trustIn(userArn, { ...withMfa, StringLike: { 'aws:userid': '*:*-BREAK-GLASS' } }))),
    }),
  );
}

export function userWithAccessKey(): CarelessSample {
  return sample(
    'user-with-access-key',
    ['user-bounded', 'user-no-access-key', 'user-no-long-lived-credentials'],
    'The user is administrator by itself, with a long-lived access key that the outputs of the stack give away.',
    template('Break-glass user', {
      BreakGlassUser: user({ ManagedPolicyArns: [administrator], Policies: [] }),
      BreakGlassAccessKey: {
        Type: 'AWS::IAM::AccessKey',
        Properties: { UserName: { Ref: 'BreakGlassUser' }, Status: 'Active' },
      },
    }, {
      Outputs: {
        AccessKeyId: { Value: { Ref: 'BreakGlassAccessKey' } },
        SecretAccessKey: { Value: { 'Fn::GetAtt': ['BreakGlassAccessKey', 'SecretAccessKey'] } },
      },
    }),
  );
}

export function unguardedPassword(): CarelessSample {
  return sample(
    'unguarded-password',
    ['password-generated', 'password-own-key', 'user-and-password-retained'],
    'The password is a plain parameter of the stack. The secret that keeps it is deleted with the stack, and open to '
      + 'whoever may read secrets: no resource policy, no key of its own.',
    template('Break-glass user with its password in Secrets Manager', {
      BreakGlassUser: user({ LoginProfile: { Password: { Ref: 'BreakGlassPassword' }, PasswordResetRequired: false } }),
      BreakGlassRole: afterUser(role(trustIn(userArn, withMfa))),
      BreakGlassSecret: {
        Type: 'AWS::SecretsManager::Secret',
        Properties: {
          Name: `bg/${userName}`,
          Description: 'Password of the break-glass user',
          SecretString: { 'Fn::Sub': `{"username":"${userName}","password":"\${BreakGlassPassword}"}` },
        },
      },
    }, {
      Parameters: { BreakGlassPassword: { Type: 'String', Description: 'Initial password of the user', MinLength: 14 } },
    }),
  );
}

export function ruleWithoutManagementReads(): CarelessSample {
  return sample(
    'rule-without-management-reads',
    ['rules-are-wired'],
    'CloudTrail marks AssumeRole as a read, and a rule in state ENABLED gets no reads: the rule looks right and never fires.',
    template('Break-glass role with a notification', {
      BreakGlassUser: user(),
      BreakGlassRole: afterUser(role(trustIn(userArn, withMfa))),
      ...emailTopic(),
      NotificationTopicPolicy: {
        Type: 'AWS::SNS::TopicPolicy',
        Properties: {
          Topics: [{ Ref: 'NotificationTopic' }],
          PolicyDocument: policy({
            Effect: 'Allow',
            Principal: { Service: 'events.amazonaws.com' },
            Action: 'sns:Publish',
            Resource: { Ref: 'NotificationTopic' },
          }),
        },
      },
      AssumeRoleRule: {
        Type: 'AWS::Events::Rule',
        Properties: {
          Name: 'break-glass-assume-role',
          Description: 'Somebody assumed the break-glass role',
          State: 'ENABLED',
          EventPattern: {
            'source': ['aws.sts'],
            'detail-type': ['AWS API Call via CloudTrail'],
            'detail': {
              eventSource: ['sts.amazonaws.com'],
              eventName: ['AssumeRole'],
              requestParameters: { roleArn: [roleArn] },
            },
          },
          Targets: [{ Id: 'Notification', Arn: { Ref: 'NotificationTopic' } }],
        },
      },
    }, { Parameters: notificationEmail }),
  );
}

export function carelessSamples(): CarelessSample[] {
  return [
    trustWithoutMfa(),
    trustOfAccountRoot(),
    administratorWithoutBoundary(),
    alarmOnSignInOnly(),
    mfaInPermissionsOnly(),
    trustByUserId(),
    userWithAccessKey(),
    unguardedPassword(),
    ruleWithoutManagementReads(),
  ];
}
