/** A throw-away role, and a workflow that assumes it. */
import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { addWorkflow } from './workflow';

export interface SessionRole {
  readonly roleName: string;
  readonly allow: readonly string[];
  /** Arguments of AssumeRole beside the role and the name of the session. */
  readonly arguments: object;
  readonly output: any;
}

const ASSUME = ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'];

/** The workflow `Assume` alone can assume the role. */
export function addSessionRole(stack: Stack, { roleName, allow, arguments: more, output }: SessionRole): void {
  const arn = stack.formatArn({ service: 'iam', region: '', resource: 'role', resourceName: `bg-verify/${roleName}` });
  const { role } = addWorkflow(stack, 'Assume', {
    resource: 'aws-sdk:sts:assumeRole',
    arguments: { RoleArn: arn, RoleSessionName: 'verify', DurationSeconds: 900, ...more },
    output,
  }, [new iam.PolicyStatement({ actions: ASSUME, resources: [arn] })]);
  new iam.CfnRole(stack, 'Session', {
    roleName,
    path: '/bg-verify/',
    assumeRolePolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: role.roleArn }, Action: ASSUME }] },
    policies: [{ policyName: 'Allow', policyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: allow, Resource: '*' }] } }],
  });
}
