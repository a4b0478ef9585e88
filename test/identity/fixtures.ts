import { App, Duration, Environment, Lazy, Stack, StackProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Construct } from 'constructs';
import {
  BreakGlassUser, BreakGlassUserProps, IBreakGlassUser, IncidentResponseRole, IncidentResponseRoleProps, Playbook, ResponderProfile,
} from '../../src';
import { Document, Statement } from '../../src/private/policy-document';

export const ACCOUNT = '111111111111';
export const SECURITY_ACCOUNT = '222222222222';
export const ENV: Environment = { account: ACCOUNT, region: 'eu-central-1' };
export const SECURITY_ENV: Environment = { account: SECURITY_ACCOUNT, region: 'eu-central-1' };

export const JANE = 'jane.doe-BREAK-GLASS';
export const JANE_ARN = `arn:\${AWS::Partition}:iam::${ACCOUNT}:user/bg/${JANE}`;
export const ROLE = 'BREAK-GLASS-SECURITY_INVESTIGATOR-CREDENTIAL_COMPROMISE';
export const ROLE_ARN = `arn:\${AWS::Partition}:iam::${ACCOUNT}:role/bg/${ROLE}`;

export function accountStack(props: StackProps = { env: ENV }, app: App = new App(), id: string = 'Stack'): Stack {
  return new Stack(app, id, props);
}

export function jane(scope: Construct, props: Partial<BreakGlassUserProps> = {}, id: string = 'Jane'): BreakGlassUser {
  return new BreakGlassUser(scope, id, {
    responderName: 'Jane Doe',
    responderEmail: 'jane.doe@example.com',
    emergencyContact: 'security-oncall@example.com',
    ...props,
  });
}

export function john(scope: Construct): BreakGlassUser {
  return jane(scope, { responderName: 'John Roe', responderEmail: 'john.roe@example.com' }, 'John');
}

export function investigator(
  scope: Construct, responders: IBreakGlassUser[], props: Partial<IncidentResponseRoleProps> = {}, id: string = 'Investigator',
): IncidentResponseRole {
  return new IncidentResponseRole(scope, id, {
    profile: ResponderProfile.SECURITY_INVESTIGATOR, playbook: Playbook.CREDENTIAL_COMPROMISE, responders, ...props,
  });
}

/** The message of the error that `action` throws; the whole of it, so that a test holds every word. */
export function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('expected an error, but nothing was thrown');
}

/** The template with references written into the texts, as Fn::Sub would: `arn:${AWS::Partition}:iam::…`. */
export function templateOf(stack: Stack): Template {
  return Template.fromJSON(written(Template.fromStack(stack).toJSON()));
}

export function written(value: any): any {
  if (Array.isArray(value)) { return value.map(written); }
  if (value === null || typeof value !== 'object') { return value; }
  const [[key, inner] = [], ...others] = Object.entries<any>(value);
  if (others.length === 0) {
    if (key === 'Ref') { return `\${${inner}}`; }
    if (key === 'Fn::GetAtt') { return `\${${inner.join('.')}}`; }
    if (key === 'Fn::Join') { return inner[1].map(written).join(inner[0]); }
  }
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, written(member)]));
}

/** The one resource of a type, or the one with this logical id. */
export function resourceOf(stack: Stack, type: string, logicalId?: string): any {
  const resources = Object.entries(templateOf(stack).findResources(type)).filter(([id]) => logicalId === undefined || id === logicalId);
  expect(resources).toHaveLength(1);
  return resources[0][1];
}

/** The document of the managed policy with this name. */
export function policyOf(stack: Stack, name: string): Document {
  const policies = Object.values(templateOf(stack).findResources('AWS::IAM::ManagedPolicy', { Properties: { ManagedPolicyName: name } }));
  expect(policies).toHaveLength(1);
  return policies[0].Properties.PolicyDocument;
}

export function trustOf(stack: Stack): Document {
  return resourceOf(stack, 'AWS::IAM::Role').Properties.AssumeRolePolicyDocument;
}

export function statementOf(document: Document, sid: string): Statement | undefined {
  return document.Statement.find((statement) => statement.Sid === sid);
}

/** What the statements with this action allow: resource and condition. */
export function allowsOf(document: Document, action: string): Pick<Statement, 'Resource' | 'Condition'>[] {
  return document.Statement
    .filter((statement) => statement.Effect === 'Allow' && [statement.Action].flat().includes(action))
    .map(({ Resource, Condition }) => ({ Resource, ...(Condition ? { Condition } : {}) }));
}

/** A text that isn't known before deployment. */
export function tokenText(): string {
  return Lazy.string({ produce: () => 'later' });
}

export function tokenMinutes(): Duration {
  return Duration.minutes(Lazy.number({ produce: () => 90 }));
}

/** How messages show what has no value of its own: without quotes, which would make it look like the text that was given. */
export const A_TOKEN = 'a token';
export const NONE = 'none';
