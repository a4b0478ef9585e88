import { add, Attack, failing, JANE, parameter, said, statementOf } from './attacks';
import { Templates } from '../mutations';

const PASSWORD = 'password-policies-as-written';
const ALONE = 'password-left-alone';
const NAMED = 'break-glass-named-by-no-other-policy';
const SESSION = 'arn:aws:sts::111111111111:assumed-role/BREAK-GLASS-INCIDENT_RESPONDER-CREDENTIAL_COMPROMISE/jane.doe-BREAK-GLASS';

const secretPolicy = (t: Templates) => t.resource('JanePasswordPolicy', 'AWS::SecretsManager::ResourcePolicy').Properties;
const key = (t: Templates) => t.resource('JanePasswordKey', 'AWS::KMS::Key').Properties;
const secretId = (t: Templates) => ({ Ref: t.logicalId('JanePassword', 'AWS::SecretsManager::Secret') });
const gives = (Principal: unknown, Action = 's3:GetObject') => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal, Action, Resource: '*' }] });

const ATTACKS: readonly Attack[] = [
  ['a deny of the secret\'s policy that a tag lifts', [PASSWORD], (t) => {
    statementOf(secretPolicy(t).ResourcePolicy, 'DenyReadToOthers').Condition.StringNotEquals = { 'aws:PrincipalTag/free': 'yes' };
  }],
  ['one reader more who is no custodian', [PASSWORD], (t) => {
    statementOf(secretPolicy(t).ResourcePolicy, 'DenyReadToOthers').Condition.ArnNotEquals['aws:PrincipalArn'].push('arn:aws:iam::111111111111:role/Backup');
  }],
  ['a custodian that is a pattern', [PASSWORD], (t) => {
    const document = secretPolicy(t).ResourcePolicy;
    const all = [statementOf(document, 'DenyReadToOthers').Condition.ArnNotEquals['aws:PrincipalArn']].flat();
    statementOf(document, 'DenyReadToOthers').Condition.ArnNotEquals['aws:PrincipalArn'] = [...all, 'arn:aws:iam::111111111111:role/Custodian*'];
  }],
  ['a second policy of the secret', [ALONE, 'user-and-password-retained'], (t) => add(t, 'Second', 'AWS::SecretsManager::ResourcePolicy', {
    SecretId: secretId(t), BlockPublicPolicy: true, ResourcePolicy: { Version: '2012-10-17', Statement: [] },
  })],
  ['a statement more in the key\'s policy', [PASSWORD], (t) => key(t).KeyPolicy.Statement.push(
    { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::666666666666:root' }, Action: 'kms:DescribeKey', Resource: '*' })],
  ['an alias of the key', [PASSWORD], (t) => add(t, 'Alias', 'AWS::KMS::Alias', {
    AliasName: 'alias/team', TargetKeyId: { 'Fn::GetAtt': [t.logicalId('JanePasswordKey', 'AWS::KMS::Key'), 'Arn'] },
  })],
  ['a bucket policy for a session', [NAMED], (t) => add(t, 'Grant', 'AWS::S3::BucketPolicy', { Bucket: 'evidence', PolicyDocument: gives({ AWS: SESSION }) })],
  ['a bucket policy for everybody who is a break-glass role', [NAMED], (t) => add(t, 'Grant', 'AWS::S3::BucketPolicy', {
    Bucket: 'evidence',
    PolicyDocument: { Version: '2012-10-17', Statement: [{ ...gives('*').Statement[0], Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/bg/BREAK-*' } } }] },
  })],
  ['a policy in a text that names the user', [NAMED], (t) => add(t, 'Logs', 'AWS::Logs::ResourcePolicy', {
    PolicyName: 'logs', PolicyDocument: JSON.stringify(gives({ AWS: JANE }, 'logs:PutLogEvents')),
  })],
  ['a permission of a function for the user', [NAMED], (t) => add(t, 'Invoke', 'AWS::Lambda::Permission', { FunctionName: 'repair', Action: 'lambda:InvokeFunction', Principal: JANE })],
  ['an entitlement onto a break-glass role', [NAMED], (t) => add(t, 'Entitlement', 'AWS::AccountAccess::Entitlement', {
    Role: { 'Fn::GetAtt': [t.logicalId('Responder', 'AWS::IAM::Role'), 'Arn'] },
  })],
];

test.each(ATTACKS)('fails on %s', (_, claims, mutate) => {
  expect(failing(mutate)).toEqual([...claims].sort());
});

test('fails on a custodian behind a parameter', () => {
  const { against } = said(PASSWORD, (t) => { statementOf(secretPolicy(t).ResourcePolicy, 'AllowCustodians').Principal.AWS = [parameter(t, 'Who')]; });
  expect(against.join('\n')).toContain('parameter Who');
});

test('fails on a custodian that is a break-glass principal', () => {
  const { against } = said(PASSWORD, (t) => { statementOf(secretPolicy(t).ResourcePolicy, 'AllowCustodians').Principal.AWS = ['arn:aws:iam::111111111111:user/bg/new.person-BREAK-GLASS']; });
  expect(against.join('\n')).toContain('a break-glass principal');
});

test('takes custodians outside of the templates for granted, and says how to look', () => {
  expect(said(PASSWORD, () => {}).assumed).toEqual([
    expect.stringContaining('aws iam get-role --role-name CustodianA'), expect.stringContaining('aws iam get-role --role-name CustodianB'),
  ]);
});

test('an application\'s own policies for its own roles are no business of the claims', () => {
  expect(failing((t) => {
    add(t, 'Grant', 'AWS::S3::BucketPolicy', { Bucket: 'app', PolicyDocument: gives({ AWS: 'arn:aws:iam::111111111111:role/Application' }) });
    add(t, 'Read', 'AWS::S3::BucketPolicy', { Bucket: 'web', PolicyDocument: gives('*') });
  })).toEqual([]);
});
