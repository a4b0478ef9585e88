import { CfnOutput, Stack, Tags } from 'aws-cdk-lib';
import * as sso from 'aws-cdk-lib/aws-sso';
import { Construct } from 'constructs';
import { callerPolicy } from './calls';
import { takePermissionSetName } from '../../private/identity-center-place';
import { Document } from '../../private/policy-document';
import { IdentityCenterDirectory } from '../identity-center-directory';

/** Value of the tag `Purpose` of the callers' permission set. */
export const CALLERS_PURPOSE = 'ElevatedAccessCalls';

/** Who calls the API: the policy as an output, for a permission set that is made elsewhere, or the permission set. */
export class ElevationCallers extends Construct {
  private readonly policy: Document;

  constructor(scope: Construct, id: string, arns: readonly string[]) {
    super(scope, id);
    this.policy = callerPolicy(arns);
    new CfnOutput(this, 'CallerPolicy', {
      description: 'Inline policy of the permission set with which people call the API of elevated access',
      value: Stack.of(this).toJsonString(this.policy),
    });
  }

  /** Creates it, without assignments. Returns its ARN. */
  public permissionSet({ instanceArn, permissionSetName }: IdentityCenterDirectory): string {
    takePermissionSetName(this, 'permissionSetName', instanceArn, permissionSetName);
    const set = new sso.CfnPermissionSet(this, 'PermissionSet', {
      instanceArn,
      name: permissionSetName,
      description: 'Calls of the API of elevated access',
      sessionDuration: 'PT1H',
      inlinePolicy: this.policy,
    });
    Tags.of(set).add('Purpose', CALLERS_PURPOSE);
    return set.attrPermissionSetArn;
  }
}
