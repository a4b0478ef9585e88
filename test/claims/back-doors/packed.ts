import { gzipSync } from 'zlib';
import { ADMIN_ROLE, add, INVESTIGATOR_ROLE } from './helpers';
import { ofKind } from './types';

const ADMIN_ARN = `arn:aws:iam::111111111111:role/bg/${ADMIN_ROLE}`;
const script = (arn: unknown) => `#!/bin/bash\naws iam update-assume-role-policy --role-name ${String(arn).split('/').at(-1)} --policy-document file:///tmp/trust.json\n`;
const base64 = (text: string | Buffer) => Buffer.from(text).toString('base64');
const lines = (text: string) => text.replace(/(.{76})/g, '$1\n');

/** Code that acts on a break-glass principal, packed so that the name doesn't stand in the template as it is. */
export const PACKED = ofKind('template', [{
  id: 'packed-user-data',
  putIn: 'an instance whose start script, in Base64, rewrites the trust of the admin role',
  effect: 'the trust of the template is replaced when the instance starts',
  mutate: (t) => add(t, 'Security', 'Bastion', 'AWS::EC2::Instance', { ImageId: 'ami-0123456789abcdef0', UserData: base64(script(ADMIN_ARN)) }),
}, {
  id: 'packed-user-data-by-reference',
  putIn: 'an instance whose start script takes the role by Fn::Sub in Fn::Base64',
  effect: 'the trust of the template is replaced when the instance starts',
  mutate: (t) => add(t, 'Security', 'Bastion', 'AWS::EC2::Instance', {
    ImageId: 'ami-0123456789abcdef0',
    UserData: { 'Fn::Base64': { 'Fn::Sub': `aws iam update-assume-role-policy --role-name \${${t.logicalId('Admin', 'AWS::IAM::Role')}} --policy-document file:///tmp/t` } },
  }),
}, {
  id: 'packed-launch-template',
  putIn: 'a launch template whose start script is compressed, in Base64',
  effect: 'each instance of the group rewrites the role',
  mutate: (t) => add(t, 'Security', 'Workers', 'AWS::EC2::LaunchTemplate', { LaunchTemplateData: { UserData: base64(gzipSync(script(ADMIN_ARN))) } }),
}, {
  id: 'packed-in-inline-code',
  putIn: 'a function whose inline code decodes a name from Base64, over several lines',
  effect: 'the function rewrites the role each time it is called',
  mutate: (t) => add(t, 'Security', 'Helper', 'AWS::Lambda::Function', {
    Handler: 'index.handler',
    Runtime: 'python3.13',
    Role: 'arn:aws:iam::111111111111:role/helper',
    Code: { ZipFile: `import base64, boto3\nscript = base64.b64decode('''\n${lines(base64(`${'# '.repeat(60)}${script(ADMIN_ARN)}`))}\n''')\n` },
  }),
}, {
  id: 'packed-in-build',
  putIn: 'a build whose buildspec decodes a script from Base64 twice',
  effect: 'the build deletes the boundary of the investigator',
  mutate: (t) => add(t, 'Security', 'Build', 'AWS::CodeBuild::Project', {
    Source: { Type: 'NO_SOURCE', BuildSpec: `version: 0.2\nphases:\n  build:\n    commands:\n      - echo ${base64(base64(`aws iam delete-role-permissions-boundary --role-name ${INVESTIGATOR_ROLE}`))} | base64 -d | base64 -d | sh\n` },
  }),
}, {
  id: 'packed-in-document',
  putIn: 'a document of Systems Manager with the name in escaped characters',
  effect: 'who runs the document rewrites the role',
  mutate: (t) => add(t, 'Security', 'Runbook', 'AWS::SSM::Document', {
    DocumentType: 'Automation',
    Content: `{"schemaVersion":"0.3","mainSteps":[{"name":"a","action":"aws:executeAwsApi","inputs":{"Service":"iam","Api":"DeleteRole","RoleName":"\\u0042REAK-GLASS${ADMIN_ROLE.slice(11)}"}}]}`,
  }),
}, {
  id: 'packed-in-definition',
  putIn: 'a state machine with its definition as an object, and the role in Base64 for its function',
  effect: 'each execution hands the role to the function',
  mutate: (t) => add(t, 'Security', 'Hand', 'AWS::StepFunctions::StateMachine', {
    RoleArn: 'arn:aws:iam::111111111111:role/machine',
    Definition: { StartAt: 'A', States: { A: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Arguments: { Payload: base64(ADMIN_ARN) }, End: true } } },
  }),
}, {
  id: 'packed-in-metadata',
  putIn: 'an instance whose metadata for cfn-init runs a command on the admin role',
  effect: 'the command runs when the instance starts',
  mutate: (t) => add(t, 'Security', 'Bastion', 'AWS::EC2::Instance', { ImageId: 'ami-0123456789abcdef0' }, {
    Metadata: { 'AWS::CloudFormation::Init': { config: { commands: { a: { command: { 'Fn::Sub': `aws iam delete-role --role-name \${${t.logicalId('Admin', 'AWS::IAM::Role')}}` } } } } } },
  }),
}]);
