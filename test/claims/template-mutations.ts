import { Mutation, Templates } from './mutations';

const add = (t: Templates, Type: string, Properties: any) => { t.security.Resources.Added = { Type, Properties }; };
const user = (t: Templates) => t.resource('Jane', 'AWS::IAM::User').Properties;
const secret = (t: Templates) => t.resource('JanePassword', 'AWS::SecretsManager::Secret').Properties;
const secretId = (t: Templates) => ({ Ref: t.logicalId('JanePassword', 'AWS::SecretsManager::Secret') });

/** What templates may not say besides: each claim on templates, and on the resources of users, once. */
export const TEMPLATE_MUTATIONS: readonly Mutation[] = [
  { id: 'user-tags', removed: 'a tag of the user', claim: 'user-as-written', mutate: (t) => { user(t).Tags.pop(); } },
  { id: 'user-device', removed: 'enrolment by the user alone: a template makes a device for it', claim: 'user-no-other-credential', mutate: (t) => add(t, 'AWS::IAM::VirtualMFADevice', { Users: ['jane.doe-BREAK-GLASS'] }) },
  { id: 'user-group', removed: 'own policies only: the user may be in a group', claim: 'user-in-no-group', mutate: (t) => add(t, 'AWS::IAM::UserToGroupAddition', { GroupName: 'x', Users: { Ref: 'Users' } }) },
  { id: 'password-replica', removed: 'one place: the password is copied to another Region', claim: 'password-as-written', mutate: (t) => { secret(t).ReplicaRegions = [{ Region: 'eu-west-1' }]; } },
  {
    id: 'password-copy',
    removed: 'one place: an output holds the password',
    claim: 'password-nowhere-else',
    mutate: (t) => { t.security.Outputs = { Password: { Value: { 'Fn::Join': ['', ['{{resolve:secretsmanager:', secretId(t), ':SecretString:password::}}']] } } }; },
  },
  { id: 'password-rotated', removed: 'the user\'s own change of the password: it is rotated', claim: 'password-left-alone', mutate: (t) => add(t, 'AWS::SecretsManager::RotationSchedule', { SecretId: secretId(t) }) },
  { id: 'template-nested', removed: 'templates in the assembly: a nested stack comes from elsewhere', claim: 'template-read', mutate: (t) => add(t, 'AWS::CloudFormation::Stack', { TemplateURL: 'https://example.s3.amazonaws.com/x.json' }) },
  { id: 'template-macro', removed: 'what was read is deployed: a macro changes it', claim: 'template-not-transformed', mutate: (t) => { t.security.Transform = 'Rewrite'; } },
  { id: 'template-condition', removed: 'a user in every deployment: a condition decides', claim: 'template-unconditional', mutate: (t) => { t.resource('Jane', 'AWS::IAM::User').Condition = 'IsProduction'; } },
  { id: 'template-parameter', removed: 'a name in the template: a parameter decides', claim: 'template-values-known', mutate: (t) => { t.resource('Contain', 'AWS::SSO::PermissionSet').Properties.Name = { Ref: 'Name' }; } },
  { id: 'template-namesake', removed: 'a name for one: a secret has the name of another', claim: 'template-one-of-a-name', also: ['template-no-disguise'], mutate: (t) => add(t, 'AWS::SecretsManager::Secret', { Name: 'break-glass-password/jane.doe-break-glass' }) },
  { id: 'template-lookalike', removed: 'the mark of the name: a role has another one', claim: 'template-no-disguise', mutate: (t) => add(t, 'AWS::IAM::Role', { RoleName: 'break-glass-admin' }) },
  { id: 'template-custom-resource', removed: 'absence of other actors: a custom resource changes a user', claim: 'template-no-executor', mutate: (t) => add(t, 'Custom::AWS', { Create: '{"service":"IAM","action":"deleteUserPermissionsBoundary","parameters":{"UserName":"jane.doe-BREAK-GLASS"}}' }) },
];
