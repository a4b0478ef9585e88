import { Attack, failingAfter } from './template-attacks';
import { Templates } from '../mutations';

const user = (t: Templates) => t.resource('Jane', 'AWS::IAM::User').Properties;
const secret = (t: Templates) => t.resource('JanePassword', 'AWS::SecretsManager::Secret').Properties;
const add = (t: Templates, Type: string, Properties: any) => { t.security.Resources.Added = { Type, Properties }; };
const JANE = 'jane.doe-BREAK-GLASS';
const password = (t: Templates) => ({ 'Fn::Join': ['', ['{{resolve:secretsmanager:', { Ref: t.logicalId('JanePassword', 'AWS::SecretsManager::Secret') }, ':SecretString:password::}}']] });

const ATTACKS: { readonly [claim: string]: readonly Attack[] } = {
  'user-as-written': [
    ['has a login profile with a further property', (t) => { user(t).LoginProfile.Until = 'x'; }],
    ['lacks the tag of a responder', (t) => { user(t).Tags = user(t).Tags.filter((tag: any) => tag.Key !== 'Purpose'); }],
    ['has a property that the library doesn\'t write', (t) => { user(t).Note = 'x'; }],
  ],
  'user-no-other-credential': [
    ['has a device from a template', (t) => add(t, 'AWS::IAM::VirtualMFADevice', { Users: [{ Ref: t.logicalId('Jane', 'AWS::IAM::User') }] })],
    ['has a device that is named like its own', (t) => add(t, 'AWS::IAM::VirtualMFADevice', { VirtualMfaDeviceName: `${JANE}-2`, Users: ['other'] })],
    ['has a device for users that a parameter names', (t) => add(t, 'AWS::IAM::VirtualMFADevice', { Users: { Ref: 'Users' } })],
    ['has a credential of a service', (t) => add(t, 'AWS::IAM::ServiceSpecificCredential', { UserName: JANE, ServiceName: 'codecommit.amazonaws.com' })],
    ['has a public key', (t) => add(t, 'AWS::IAM::SSHPublicKey', { UserName: JANE.toUpperCase() })],
  ],
  'user-no-access-key': [
    ['has an access key in another case', (t) => add(t, 'AWS::IAM::AccessKey', { UserName: 'Jane.Doe-Break-Glass' })],
    ['may have an access key by a parameter', (t) => add(t, 'AWS::IAM::AccessKey', { UserName: { Ref: 'User' } })],
  ],
  'user-in-no-group': [
    ['is added to a group', (t) => add(t, 'AWS::IAM::UserToGroupAddition', { GroupName: 'admins', Users: [JANE] }), ['user-policies-known']],
    ['may be added to a group by a parameter', (t) => add(t, 'AWS::IAM::UserToGroupAddition', { GroupName: 'admins', Users: { Ref: 'Users' } })],
    ['is in a group of the app that brings a policy', (t) => {
      t.security.Resources.Group = {
        Type: 'AWS::IAM::Group',
        Properties: { GroupName: 'staff', Policies: [{ PolicyName: 'more', PolicyDocument: { Statement: { Effect: 'Allow', Action: 'sqs:ListQueues', Resource: '*' } } }] },
      };
      add(t, 'AWS::IAM::UserToGroupAddition', { GroupName: { Ref: 'Group' }, Users: [JANE] });
    }],
    ['is in a group by its own property', (t) => { user(t).Groups = ['admins']; }, ['user-policies-known']],
  ],
  'password-as-written': [
    ['is copied to another Region', (t) => { secret(t).ReplicaRegions = [{ Region: 'eu-west-1' }]; }],
    ['has a generator that leaves digits out', (t) => { secret(t).GenerateSecretString.ExcludeNumbers = true; }],
    ['excludes all capitals', (t) => { secret(t).GenerateSecretString.ExcludeCharacters += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'; }],
    ['comes from the secret of another user', (t) => {
      user(t).LoginProfile.Password = { 'Fn::Join': ['', ['{{resolve:secretsmanager:', { Ref: t.logicalId('NewPassword', 'AWS::SecretsManager::Secret') }, ':SecretString:password::}}']] };
    }, ['password-nowhere-else']],
    ['comes from an old version of the secret', (t) => { user(t).LoginProfile.Password['Fn::Join'][1][2] = ':SecretString:password:AWSPREVIOUS:}}'; }],
    ['is another field of the secret, which everybody knows', (t) => { secret(t).GenerateSecretString.SecretStringTemplate = '{"username":"jane.doe-BREAK-GLASS","known":"Correct-Horse-1"}'; }],
  ],
  'password-nowhere-else': [
    ['is copied into a parameter of Systems Manager', (t) => add(t, 'AWS::SSM::Parameter', { Type: 'String', Value: password(t) })],
    ['is copied into a tag', (t) => add(t, 'AWS::EC2::VPC', { Tags: [{ Key: 'P', Value: password(t) }] }), ['template-no-executor']],
    ['is copied into a function', (t) => add(t, 'AWS::Lambda::Function', { Environment: { Variables: { P: password(t) } } }), ['template-no-executor']],
    ['is the password of another user', (t) => add(t, 'AWS::IAM::User', { UserName: 'other', LoginProfile: { Password: password(t) } }), ['template-no-disguise']],
    ['is copied by its ARN into another account', (t) => {
      t.stack('Workload').Resources.Added = {
        Type: 'AWS::SSM::Parameter',
        Properties: { Type: 'String', Value: `{{resolve:secretsmanager:arn:aws:secretsmanager:us-east-1:111111111111:secret:break-glass-password/${JANE}-AbCdEf:SecretString:password}}` },
      };
    }],
    ['is in an output', (t) => { t.security.Outputs = { P: { Value: password(t) } }; }],
    ['is named in a parameter', (t) => { t.security.Parameters.P = { Type: 'String', Default: `break-glass-password/${JANE}` }; }],
    ['is in the metadata of another resource', (t) => { add(t, 'AWS::EC2::VPC', {}); t.security.Resources.Added.Metadata = { P: `{{resolve:secretsmanager:break-glass-password/${JANE}}}` }; }],
  ],
  'password-left-alone': [
    ['is rotated', (t) => add(t, 'AWS::SecretsManager::RotationSchedule', { SecretId: { Ref: t.logicalId('JanePassword', 'AWS::SecretsManager::Secret') } })],
    ['is attached to a database', (t) => add(t, 'AWS::SecretsManager::SecretTargetAttachment', { SecretId: `break-glass-password/${JANE}` })],
    ['has a second policy', (t) => add(t, 'AWS::SecretsManager::ResourcePolicy', {
      SecretId: { Ref: t.logicalId('JanePassword', 'AWS::SecretsManager::Secret') }, BlockPublicPolicy: true, ResourcePolicy: { Version: '2012-10-17', Statement: [] },
    }), ['user-and-password-retained']],
  ],
};

describe.each(Object.entries(ATTACKS))('the claim %s', (claim, attacks) => {
  test.each(attacks.map(([name, change, also = []]) => ({ name, change, also })))('fails where the user or the password $name', ({ change, also }) => {
    expect(failingAfter(change).sort()).toEqual([claim, ...also].sort());
  });
});

test('nothing fails for a user of the app that isn\'t break-glass', () => {
  expect(failingAfter((t) => {
    Object.assign(t.security.Resources, {
      Bot: { Type: 'AWS::IAM::User', Properties: { UserName: 'bot', Groups: ['bots'] } },
      Key: { Type: 'AWS::IAM::AccessKey', Properties: { UserName: { Ref: 'Bot' } } },
      Device: { Type: 'AWS::IAM::VirtualMFADevice', Properties: { Users: ['bot'] } },
      Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'database', ReplicaRegions: [{ Region: 'eu-west-1' }] } },
      Rotation: { Type: 'AWS::SecretsManager::RotationSchedule', Properties: { SecretId: { Ref: 'Secret' } } },
      Function: { Type: 'AWS::Lambda::Function', Properties: { Environment: { Variables: { P: '{{resolve:secretsmanager:database:SecretString:password}}' } } } },
    });
  })).toEqual([]);
});
