import { LintFinding, LintOptions, lintPolicy, PolicyKind, policyLimits, policySize } from './policy-lint';

type Statement = Record<string, unknown>;

const user = 'arn:aws:iam::111111111111:user/bg/jane.doe-BREAK-GLASS';
const role = 'arn:aws:iam::111111111111:role/bg/BREAK-GLASS-INVESTIGATION';
const instances = 'arn:aws:ec2:*:111111111111:instance/*';

function document(...statements: Statement[]): object {
  return { Version: '2012-10-17', Statement: statements };
}

async function findings(policy: object, kind: PolicyKind = 'identity', options?: LintOptions): Promise<LintFinding[]> {
  return lintPolicy(policy, kind, 'here', options);
}

/** The rules broken by an Allow of everything, with the given elements put on top. */
async function rulesOf(statement: Statement, kind: PolicyKind = 'identity'): Promise<string[]> {
  return (await findings(document({ Effect: 'Allow', Action: '*', Resource: '*', ...statement }), kind)).map(({ rule }) => rule);
}

/** The rules broken by the trust in a user, with the given elements put on top. */
async function trustRulesOf(statement: Statement): Promise<string[]> {
  const trust = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: user }, ...statement };
  return (await findings(document(trust), 'trust')).map(({ rule }) => rule);
}

async function conditionRules(condition: Statement, action: string | string[] = '*'): Promise<string[]> {
  return rulesOf({ Action: action, Condition: condition });
}

describe('the findings', () => {
  test('name the document, the Sid, the rule and what is wrong', async () => {
    const policy = document({ Sid: 'Keys', Effect: 'Allow', Action: 'iam:CreateAcessKey', Resource: '*' });
    expect(await findings(policy)).toEqual([{
      where: 'here', statement: 'Keys', rule: 'unknown-action', level: 'error', message: "there is no action 'iam:CreateAcessKey'",
    }]);
  });

  test('name the index of a statement without a Sid', async () => {
    const policy = document({ Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*' }, { Effect: 'Allow', Action: 'nope', Resource: '*' });
    expect(await findings(policy)).toMatchObject([{ statement: 1, rule: 'unknown-service' }]);
  });

  test('are none for a full, careful set of policies', async () => {
    const boundary = document(
      {
        Sid: 'Incident',
        Effect: 'Allow',
        Action: ['ec2:StopInstances', 'ec2:Describe*', 'ssm:StartSession'],
        Resource: '*',
        Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' }, NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } },
      },
      {
        Sid: 'NoKeys',
        Effect: 'Deny',
        Action: ['iam:CreateAccessKey', 'iam:PutUserPolicy'],
        Resource: 'arn:aws:iam::*:user/bg/*',
        Condition: { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/admin' } },
      },
      { Sid: 'Own', Effect: 'Allow', Action: 'iam:ChangePassword', Resource: 'arn:aws:iam::*:user/bg/${aws:username}' },
    );
    const trust = document({
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Principal: { AWS: user },
      Condition: {
        Bool: { 'aws:MultiFactorAuthPresent': 'true' },
        StringEquals: { 'sts:RoleSessionName': '${aws:username}' },
        DateLessThan: { 'aws:CurrentTime': '2026-01-31T12:00:00Z' },
        IpAddress: { 'aws:SourceIp': ['192.0.2.0/24', '2001:db8::/32'] },
      },
    });
    const secret = document({
      Sid: 'Only security may read',
      Effect: 'Deny',
      Principal: '*',
      Action: 'secretsmanager:GetSecretValue',
      Resource: '*',
      Condition: { ArnNotEquals: { 'aws:PrincipalArn': user } },
    });
    expect(await findings(boundary, 'boundary')).toEqual([]);
    expect(await findings(trust, 'trust')).toEqual([]);
    expect(await findings(secret, 'resource')).toEqual([]);
    expect(await findings(document({ Effect: 'Deny', NotAction: ['sts:*', 'iam:Get*'], Resource: '*' }), 'scp')).toEqual([]);
  });
});

describe('the structure of a document', () => {
  const statement = { Effect: 'Allow', Action: '*', Resource: '*' };

  test('a document of 2012-10-17 is clean, with one statement or a list of them', async () => {
    expect(await findings(document(statement))).toEqual([]);
    expect(await findings({ Version: '2012-10-17', Statement: statement })).toEqual([]);
  });

  test('an older or missing Version is caught', async () => {
    expect(await findings({ Version: '2008-10-17', Statement: [statement] })).toMatchObject([{ statement: 'document', rule: 'version' }]);
    expect(await findings({ Statement: [statement] })).toMatchObject([{ rule: 'version' }]);
  });

  test('a document without statements is caught', async () => {
    expect(await findings(document())).toMatchObject([{ rule: 'no-statement' }]);
    expect(await findings({ Version: '2012-10-17', Statement: ['x'] })).toMatchObject([{ rule: 'no-statement' }]);
  });

  test('an element that IAM does not know is caught in the document and in a statement', async () => {
    expect(await findings({ ...document(statement), Comment: 'x' })).toMatchObject([{ rule: 'unknown-element' }]);
    expect(await rulesOf({ Conditions: {} })).toEqual(['unknown-element']);
  });

  test('an Effect other than Allow and Deny is caught', async () => {
    expect(await rulesOf({ Effect: 'Deny' })).toEqual([]);
    expect(await rulesOf({ Effect: 'allow' })).toEqual(['effect']);
  });

  test('both or none of Action and NotAction are caught', async () => {
    expect(await rulesOf({ NotAction: 'iam:*' })).toEqual(['action-element']);
    expect(await rulesOf({ Action: undefined })).toEqual(['action-element']);
    expect(await rulesOf({ Action: undefined, NotAction: 'iam:*' })).toEqual([]);
  });

  test.each(['identity', 'boundary', 'session', 'scp'] as const)('a policy of kind %s needs Resource or NotResource', async (kind) => {
    expect(await rulesOf({ Resource: undefined }, kind)).toEqual(['resource-element']);
    expect(await rulesOf({ NotResource: role }, kind)).toEqual(['resource-element']);
    expect(await rulesOf({ Resource: undefined, NotResource: role }, kind)).toEqual([]);
  });

  test('a trust policy has a Principal and no Resource', async () => {
    expect(await trustRulesOf({})).toEqual([]);
    expect(await trustRulesOf({ Resource: '*' })).toEqual(['resource-element']);
    expect(await trustRulesOf({ Principal: undefined })).toEqual(['principal-element']);
  });

  test('a Principal in an identity policy is caught', async () => {
    expect(await rulesOf({ Principal: '*' })).toEqual(['principal-element']);
  });

  test('a resource policy has a Principal, and a Resource or not', async () => {
    expect(await rulesOf({ Principal: '*', Resource: undefined }, 'resource')).toEqual([]);
    expect(await rulesOf({}, 'resource')).toEqual(['principal-element']);
  });

  test('accounts, users, roles, sessions and services are clean as principals', async () => {
    const session = 'arn:aws:sts::111111111111:assumed-role/admin/jane';
    const principal = { AWS: ['111111111111', 'arn:aws:iam::111111111111:root', role, session], Service: 'events.amazonaws.com' };
    expect(await trustRulesOf({ Principal: principal })).toEqual([]);
  });

  test.each([
    { AWS: 'arn:aws:iam::111111111111:user/*' },
    { AWS: 'arn:aws:iam::1111:root' },
    { User: user },
    { Service: 'events' },
  ])('the principal %j, which IAM refuses, is caught', async (principal) => {
    expect(await trustRulesOf({ Principal: principal })).toEqual(['principal']);
  });

  test('a policy variable in a principal is caught', async () => {
    expect(await trustRulesOf({ Principal: { AWS: 'arn:aws:iam::111111111111:user/${aws:username}' } })).toEqual(['variable-not-allowed']);
  });

  test('two statements with one Sid are caught', async () => {
    expect(await findings(document({ ...statement, Sid: 'A' }, { ...statement, Sid: 'B' }))).toEqual([]);
    expect(await findings(document({ ...statement, Sid: 'A' }, { ...statement, Sid: 'A' }))).toMatchObject([{ rule: 'sid-duplicate' }]);
  });

  test('blanks in a Sid are caught in an identity policy, and clean in a resource policy', async () => {
    expect(await rulesOf({ Sid: 'Allow all' })).toEqual(['sid-charset']);
    expect(await rulesOf({ Sid: 'Allow all', Principal: '*' }, 'resource')).toEqual([]);
  });

  test('empty lists and objects are caught', async () => {
    expect(await rulesOf({ Action: [] })).toEqual(['empty']);
    expect(await rulesOf({ Resource: [] })).toEqual(['empty']);
    expect(await rulesOf({ Condition: {} })).toEqual(['empty']);
    expect(await rulesOf({ Condition: { Bool: {} } })).toEqual(['empty']);
    expect(await rulesOf({ Condition: { StringEquals: { 'aws:PrincipalAccount': [] } } })).toEqual(['empty']);
    expect(await trustRulesOf({ Principal: { AWS: [] } })).toEqual(['empty']);
  });

  test('an intrinsic that was left unresolved is caught', async () => {
    expect(await rulesOf({ Resource: { Ref: 'Topic' } })).toEqual(['value-type']);
    expect(await rulesOf({ Action: ['*', { Ref: 'Action' }] })).toEqual(['value-type']);
  });
});

describe('the size of a document', () => {
  const ofSize = (size: number) => {
    const empty = document({ Effect: 'Allow', Action: '*', Resource: '*', Sid: '' });
    return document({ Effect: 'Allow', Action: '*', Resource: '*', Sid: 'a'.repeat(size - policySize(empty)) });
  };

  test('is counted without white space', () => {
    expect(policySize(JSON.parse('{ "a" : [ 1, 2 ] }'))).toBe('{"a":[1,2]}'.length);
  });

  test.each([
    ['identity', policyLimits.managed],
    ['boundary', policyLimits.boundary],
    ['session', policyLimits.session],
    ['scp', policyLimits.scp],
  ] as const)('of kind %s may be %d and no more', async (kind, limit) => {
    expect(await findings(ofSize(limit), kind)).toEqual([]);
    expect(await findings(ofSize(limit + 1), kind)).toMatchObject([{ statement: 'document', rule: 'too-long' }]);
  });

  test('of a trust policy may be 2048 and no more', async () => {
    const trust = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: user } };
    expect(await findings(document({ ...trust, Sid: 'a'.repeat(2048) }), 'trust')).toMatchObject([{ rule: 'too-long' }]);
  });

  test('has another limit when the caller says so', async () => {
    expect(await findings(ofSize(2048), 'identity', { maxLength: policyLimits.userInline })).toEqual([]);
    expect(await findings(ofSize(2049), 'identity', { maxLength: policyLimits.userInline })).toMatchObject([{ rule: 'too-long' }]);
  });
});

describe('actions', () => {
  test.each(['iam:CreateAccessKey', 'iam:*', 'ec2:Describe*', 'iam:Create?ser', '*', '*:*'])("'%s' is clean", async (action) => {
    expect(await rulesOf({ Action: action })).toEqual([]);
  });

  test.each([
    ['iam:CreateAcessKey', 'unknown-action'],
    ['iam:Creat3*', 'unknown-action'],
    ['iamm:CreateUser', 'unknown-service'],
    ['CreateUser', 'unknown-service'],
    ['i*:CreateUser', 'unknown-service'],
    ['iam:createUser', 'action-case'],
    ['IAM:CreateUser', 'action-case'],
    ['ec2:describe*', 'action-case'],
    ['iam:${aws:username}', 'variable-not-allowed'],
  ])("'%s' is caught: %s", async (action, rule) => {
    expect(await rulesOf({ Action: action })).toEqual([rule]);
    expect(await rulesOf({ Action: undefined, NotAction: [action] })).toEqual([rule]);
  });

  test('another case is a warning, as IAM does not mind it', async () => {
    expect(await findings(document({ Effect: 'Allow', Action: 'iam:createUser', Resource: '*' }))).toMatchObject([{ level: 'warning' }]);
  });

  test('a trust policy takes the actions of STS on a role and no other', async () => {
    expect(await trustRulesOf({ Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'] })).toEqual([]);
    expect(await trustRulesOf({ Action: 'iam:PassRole' })).toEqual(['action-not-for-trust']);
    expect(await trustRulesOf({ Action: 'sts:GetCallerIdentity' })).toEqual(['action-not-for-trust']);
    expect(await trustRulesOf({ Action: '*' })).toEqual(['action-not-for-trust']);
  });
});

describe('condition operators', () => {
  test.each([
    { StringEqualsIfExists: { 'aws:PrincipalAccount': '111111111111' } },
    { 'ForAllValues:StringLikeIfExists': { 'aws:TagKeys': 'team-*' } },
    { 'ForAnyValue:StringEquals': { 'aws:CalledVia': ['cloudformation.amazonaws.com'] } },
    { Null: { 'aws:MultiFactorAuthAge': 'true' } },
    { StringLike: { 'aws:PrincipalArn': '*BREAK-GLASS*' } },
    { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/bg/*' } },
    { BoolIfExists: { 'aws:ViaAWSService': 'false' } },
    { NotIpAddress: { 'aws:SourceIp': '192.0.2.1' } },
    { NumericLessThanEquals: { 'aws:MultiFactorAuthAge': '900' } },
    { NumericLessThan: { 'aws:EpochTime': '1767225600' } },
    { DateGreaterThan: { 'aws:TokenIssueTime': '2026-01-31T12:00:00.5+01:00' } },
  ])('%j is clean', async (condition) => {
    expect(await conditionRules(condition)).toEqual([]);
  });

  test.each([
    { StringEqual: { 'aws:PrincipalAccount': '111111111111' } },
    { stringEquals: { 'aws:PrincipalAccount': '111111111111' } },
    { NullIfExists: { 'aws:MultiFactorAuthAge': 'true' } },
    { 'ForEachValue:StringEquals': { 'aws:CalledVia': 'x' } },
  ])('the operator in %j does not exist', async (condition) => {
    expect(await conditionRules(condition)).toEqual(['unknown-operator']);
  });

  test.each([
    { StringEquals: { 'aws:MultiFactorAuthPresent': 'true' } },
    { Bool: { 'aws:MultiFactorAuthAge': 'true' } },
    { ArnLike: { 'aws:username': 'arn:aws:iam::*:user/x' } },
    { StringLike: { 'aws:SourceIp': '192.0.2.' } },
    { StringEquals: { 'aws:CurrentTime': '2026-01-31T12:00:00Z' } },
    { NumericEquals: { 'aws:PrincipalAccount': '111111111111' } },
  ])('the operator in %j does not fit the key', async (condition) => {
    expect(await conditionRules(condition)).toEqual(['operator-type']);
  });

  test('a key with many values needs a set operator', async () => {
    expect(await conditionRules({ StringEquals: { 'aws:CalledVia': 'athena.amazonaws.com' } })).toEqual(['set-operator']);
  });

  test('ForAllValues on a key with one value allows requests without the key, which is told', async () => {
    expect(await conditionRules({ 'ForAllValues:StringEquals': { 'aws:username': 'jane' } })).toEqual(['set-operator']);
  });
});

describe('condition values', () => {
  test.each([
    [{ Bool: { 'aws:MultiFactorAuthPresent': 'yes' } }, 'condition-value'],
    [{ Null: { 'aws:username': 'no' } }, 'condition-value'],
    [{ Bool: { 'aws:MultiFactorAuthPresent': true } }, 'value-type'],
    [{ NumericLessThan: { 'aws:MultiFactorAuthAge': 'one hour' } }, 'condition-value'],
    [{ IpAddress: { 'aws:SourceIp': '192.0.2.0/33' } }, 'condition-value'],
    [{ IpAddress: { 'aws:SourceIp': '192.0.2.256' } }, 'condition-value'],
    [{ IpAddress: { 'aws:SourceIp': '2001:db8::1::/32' } }, 'condition-value'],
    [{ DateLessThan: { 'aws:CurrentTime': '2026-02-30T00:00:00Z' } }, 'condition-value'],
    [{ DateLessThan: { 'aws:CurrentTime': '2026-01-31T25:00:00Z' } }, 'condition-value'],
    [{ DateLessThan: { 'aws:CurrentTime': '2026-01-31' } }, 'condition-value'],
    [{ ArnEquals: { 'aws:PrincipalArn': 'jane.doe' } }, 'condition-value'],
    [{ StringEquals: { 'aws:username': '*-BREAK-GLASS' } }, 'wildcard-in-equals'],
    [{ DateLessThan: { 'aws:CurrentTime': '${aws:TokenIssueTime}' } }, 'variable-not-allowed'],
    [{ NumericLessThan: { 'aws:MultiFactorAuthAge': '${aws:PrincipalTag/age}' } }, 'variable-not-allowed'],
    [{ StringEquals: { 'aws:PrincipalTag/team': '${aws:PrincipalTagg/team}' } }, 'unknown-variable'],
    [{ StringEquals: { 'aws:PrincipalTag/team': '${aws:username' } }, 'unknown-variable'],
  ])('%j is caught: %s', async (condition, rule) => {
    expect(await conditionRules(condition)).toEqual([rule]);
  });

  test.each([
    { StringLike: { 'aws:PrincipalTag/team': ['${aws:PrincipalTag/unit}', "${aws:username, 'nobody'}", 'a*'] } },
    { StringEquals: { 'aws:username': 'a${*}b' } },
    { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::${aws:PrincipalAccount}:user/${aws:username}' } },
    { IpAddress: { 'aws:SourceIp': ['0.0.0.0/0', '::/0', '2001:db8:0:0:0:0:0:1'] } },
  ])('%j is clean', async (condition) => {
    expect(await conditionRules(condition)).toEqual([]);
  });
});

describe('condition keys', () => {
  test('a global key is clean for every action', async () => {
    expect(await conditionRules({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } }, ['iam:CreateUser', 's3:GetObject'])).toEqual([]);
    expect(await conditionRules({ StringLike: { 'aws:userid': '*:jane' } }, 'sts:AssumeRole')).toEqual([]);
  });

  test.each(['*', 'iam:CreateUser'])('a misspelt global key is caught with action %s', async (action) => {
    expect(await conditionRules({ Bool: { 'aws:MultiFactorAuthPresentt': 'true' } }, action)).toEqual(['unknown-key']);
    expect(await conditionRules({ Bool: { 'aws.MultiFactorAuthPresent': 'true' } }, action)).toEqual(['unknown-key']);
  });

  test('another case of a key is a warning', async () => {
    expect(await conditionRules({ Bool: { 'aws:multifactorauthpresent': 'true' } })).toEqual(['key-case']);
    expect(await conditionRules({ ArnEquals: { 'iam:PolicyArn': 'arn:aws:iam::aws:policy/x' } }, 'iam:AttachUserPolicy')).toEqual(['key-case']);
  });

  test('a key of the service is clean where the action carries it', async () => {
    expect(await conditionRules({ ArnEquals: { 'iam:PermissionsBoundary': 'arn:aws:iam::*:policy/bg' } }, 'iam:CreateUser')).toEqual([]);
    expect(await conditionRules({ StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } }, 'iam:Pass*')).toEqual([]);
    expect(await trustRulesOf({ Condition: { StringEquals: { 'sts:ExternalId': 'x' } } })).toEqual([]);
  });

  test('a key of another service is caught', async () => {
    expect(await conditionRules({ StringEquals: { 'ec2:ResourceTag/bg': 'yes' } }, 'ssm:StartSession')).toEqual(['key-not-for-action']);
    expect(await conditionRules({ StringEquals: { 'sts:ExternalId': 'x' } }, 'iam:CreateUser')).toEqual(['key-not-for-action']);
  });

  test('a key of the service that the action does not carry is caught', async () => {
    const condition = { ArnEquals: { 'iam:PermissionsBoundary': 'arn:aws:iam::*:policy/bg' } };
    expect(await conditionRules(condition, 'iam:CreateAccessKey')).toEqual(['key-not-for-action']);
  });

  test('with every action a key of a service is clean if it exists, and a misspelt one is caught', async () => {
    expect(await conditionRules({ StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } })).toEqual([]);
    expect(await conditionRules({ StringEquals: { 'iam:PassedToServices': 'ec2.amazonaws.com' } })).toEqual(['unknown-key']);
    expect(await conditionRules({ StringEquals: { 'saml:sub': 'x' } })).toEqual([]);
    const exception = { Effect: 'Deny', Action: undefined, NotAction: 'iam:PassRole', Condition: { StringEquals: { 'iam:Passed': 'x' } } };
    expect(await rulesOf(exception)).toEqual(['unknown-key']);
  });

  test('keys of tags are clean on actions that carry tags', async () => {
    expect(await conditionRules({ StringEquals: { 'aws:ResourceTag/bg': 'yes' } }, 'ec2:StopInstances')).toEqual([]);
    expect(await conditionRules({ StringEquals: { 'ssm:resourceTag/bg': 'yes' } }, 'ssm:SendCommand')).toEqual([]);
    expect(await conditionRules({ StringEquals: { 'aws:RequestTag/bg': 'yes' } }, 'iam:CreateUser')).toEqual([]);
    expect(await conditionRules({ 'ForAllValues:StringEquals': { 'aws:TagKeys': 'bg' } }, 'iam:TagUser')).toEqual([]);
    expect(await conditionRules({ StringEquals: { 'secretsmanager:ResourceTag/bg': 'yes' } }, 'secretsmanager:GetSecretValue')).toEqual([]);
    expect(await conditionRules({ StringEquals: { 's3:ExistingObjectTag/bg': 'yes' } }, 's3:GetObject')).toEqual([]);
    expect(await conditionRules({ StringEquals: { 'iam:ResourceTag/bg': 'yes' } }, 'iam:CreateAccessKey')).toEqual([]);
  });

  test('keys of tags are caught on actions that carry none', async () => {
    expect(await conditionRules({ StringEquals: { 'aws:ResourceTag/bg': 'yes' } }, 'ec2:DescribeInstances')).toEqual(['key-not-for-action']);
    expect(await conditionRules({ StringEquals: { 'aws:RequestTag/bg': 'yes' } }, 'iam:CreateAccessKey')).toEqual(['key-not-for-action']);
    expect(await conditionRules({ StringEquals: { 'aws:ResourceTag': 'yes' } })).toEqual(['unknown-key']);
  });

  test('a key counts only with a resource that brings it along', async () => {
    const ofInstance = { Action: 'ec2:CreateSnapshot', Condition: { Bool: { 'ec2:Encrypted': 'true' } } };
    expect(await rulesOf({ ...ofInstance, Resource: 'arn:aws:ec2:*:*:volume/*' })).toEqual([]);
    expect(await rulesOf({
      Action: 'ec2:ModifyInstanceAttribute', Resource: instances, Condition: { Bool: { 'ec2:Encrypted': 'true' } },
    })).toEqual(['key-not-for-action']);
  });

  describe('that only some of the actions carry', () => {
    const actions = ['iam:CreateUser', 'iam:CreateAccessKey'];
    const boundary = 'arn:aws:iam::*:policy/bg';
    const rules = async (effect: string, operator: string, value = boundary) =>
      rulesOf({ Effect: effect, Action: actions, Condition: { [operator]: { 'iam:PermissionsBoundary': value } } });

    test('are caught in an Allow, as the other actions are never allowed', async () => {
      expect(await rules('Allow', 'ArnEquals')).toEqual(['key-not-for-all-actions']);
      expect(await rules('Allow', 'Null', 'false')).toEqual(['key-not-for-all-actions']);
    });

    test('are caught in a Deny, as the other actions are never denied', async () => {
      expect(await rules('Deny', 'ArnEquals')).toEqual(['key-not-for-all-actions']);
      expect(await rules('Deny', 'ForAnyValue:ArnNotEquals')).toEqual(['key-not-for-all-actions']);
    });

    test('are clean in a Deny that holds without the key', async () => {
      expect(await rules('Deny', 'ArnNotEquals')).toEqual([]);
      expect(await rules('Deny', 'ArnEqualsIfExists')).toEqual([]);
      expect(await rules('Deny', 'Null', 'true')).toEqual([]);
    });

    test('are clean in an Allow with IfExists, and a warning with a negation', async () => {
      expect(await rules('Allow', 'ArnEqualsIfExists')).toEqual([]);
      expect(await rules('Allow', 'ArnNotEquals')).toEqual(['key-not-for-all-actions']);
    });

    test('are clean in a wildcard of which some action carries the key', async () => {
      expect(await conditionRules({ ArnEquals: { 'iam:PermissionsBoundary': boundary } }, 'iam:Create*')).toEqual([]);
    });
  });
});

describe('resources', () => {
  test.each([
    ['iam:CreateAccessKey', 'arn:aws:iam::111111111111:user/bg/*'],
    ['iam:ChangePassword', 'arn:aws:iam::*:user/bg/${aws:username}'],
    ['sts:AssumeRole', role],
    ['s3:ListBucket', 'arn:aws:s3:::evidence'],
    ['s3:GetObject', 'arn:aws:s3:::evidence/*'],
    ['s3:Get*', 'arn:aws:s3:::evidence/*'],
    ['ec2:StopInstances', instances],
    ['ssm:StartSession', 'arn:aws:ssm:*::document/AWS-StartSSHSession'],
    ['apigateway:GET', 'arn:aws:apigateway:eu-west-1::/restapis/*/stages/prod'],
    ['logs:FilterLogEvents', 'arn:aws:logs:*:111111111111:log-group:/aws/lambda/x:*'],
    ['kms:Decrypt', 'arn:aws-*:kms:*:*:key/????????-*'],
    ['ec2:CreateSnapshot', 'arn:aws:ec2:*::snapshot/*'],
    ['ec2:DescribeInstances', '*'],
    ['iam:CreateAccessKey', '*'],
  ])('%s on %s is clean', async (action, resource) => {
    expect(await rulesOf({ Action: action, Resource: resource })).toEqual([]);
  });

  test.each([
    ['iam:CreateAccessKey', role],
    ['s3:ListBucket', 'arn:aws:s3:::evidence/*'],
    ['s3:GetObject', 'arn:aws:s3:::evidence'],
    ['ec2:StopInstances', 'arn:aws:ec2:*:111111111111:volume/*'],
    ['ec2:StopInstances', 'arn:aws:ec2::111111111111:instance/*'],
    ['ec2:CreateSnapshot', 'arn:aws:ec2:eu-west-1:111111111111:snapshot/*'],
    ['iam:*', 'arn:aws:s3:::evidence'],
    ['sts:AssumeRole', 'arn:aws:sts::111111111111:assumed-role/x/y'],
  ])('%s on %s can never match', async (action, resource) => {
    expect(await rulesOf({ Action: action, Resource: resource })).toEqual(['resource-never-matches']);
  });

  test('one matching resource of several is enough', async () => {
    expect(await rulesOf({ Action: ['s3:ListBucket', 's3:GetObject'], Resource: ['arn:aws:s3:::e', 'arn:aws:s3:::e/*'] })).toEqual([]);
  });

  test('actions without resource-level permissions need a star', async () => {
    expect(await rulesOf({ Action: 'ec2:DescribeInstances', Resource: instances })).toEqual(['needs-star']);
    expect(await rulesOf({ Action: ['ec2:StopInstances', 'ec2:DescribeInstances'], Resource: instances })).toEqual(['needs-star']);
    expect(await rulesOf({ Action: 'ec2:DescribeInstances', Resource: [instances, '*'] })).toEqual([]);
  });

  test('NotResource excludes, so it is not matched with the actions', async () => {
    expect(await rulesOf({ Effect: 'Deny', Action: 'ec2:DescribeInstances', Resource: undefined, NotResource: role })).toEqual([]);
  });

  test.each([
    'arn:aws:s3:evidence',
    'arn:aws:iam::111111111111:',
    'arn:amazon:iam::111111111111:user/x',
    'arn:aws:iam::1111:user/x',
    'arn:aws:ec2:euwest1:111111111111:instance/x',
    'arn:aws:iam::*',
    'jane.doe',
  ])('%s is not the shape of an ARN', async (resource) => {
    expect(await rulesOf({ Action: '*', Resource: resource })).toEqual(['arn-shape']);
  });

  test('a variable that no request has is caught', async () => {
    expect(await rulesOf({ Action: 'iam:GetUser', Resource: 'arn:aws:iam::*:user/${aws:usrname}' })).toEqual(['unknown-variable']);
  });
});
