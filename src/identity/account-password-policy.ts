import { Annotations, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as cr from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';
import { acknowledge } from '../private/acknowledge';
import { requireProps } from '../private/typed';
import { propError, requireDuration, requireWholeNumber, Shown } from '../private/validation';

/** Id of the handler that all AwsCustomResources of a stack share. */
const AWS_CUSTOM_RESOURCE = 'AWS679f53fac002430cb0da5b7982bd2287';

/** What `AccountPasswordPolicy` sets. */
export interface AccountPasswordPolicyProps {
  /**
   * Shortest password, 14 to 128 characters.
   *
   * @default 14
   */
  readonly minLength?: number;

  /**
   * Number of earlier passwords that can't be used again, 1 to 24.
   *
   * @default 24
   */
  readonly reusePrevention?: number;

  /**
   * Age at which a password must be changed at sign-in, in whole days, 90 days or more.
   *
   * Security: an expired password must be changed at the next sign-in. That change is an IAM write, so a break-glass user
   * with an expired password can't sign in while IAM's control plane is down. The construct never sets a hard expiry, which
   * locks the user out.
   *
   * @default - passwords don't expire; they are changed after each use
   */
  readonly maxAge?: Duration;
}

/**
 * The account's password rules for IAM users: long passwords, every kind of character, no lock-out.
 *
 * CloudFormation has no resource for these rules. A custom resource calls `iam:UpdateAccountPasswordPolicy`, with a role that
 * can only do that. Create one per account. Deleting the stack leaves the rules in place.
 *
 * Errors: a length outside 14 to 128, a reuse prevention outside 1 to 24, a maximum age under 90 days.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html
 */
export class AccountPasswordPolicy extends Construct {
  constructor(scope: Construct, id: string, props: AccountPasswordPolicyProps = {}) {
    requireProps(scope, id, 'AccountPasswordPolicyProps', props);
    super(scope, id);
    const minLength = props.minLength ?? 14;
    const reusePrevention = props.reusePrevention ?? 24;
    requireWholeNumber('minLength', minLength, 14, 128, 'choose one in this range');
    requireWholeNumber('reusePrevention', reusePrevention, 1, 24, 'choose one in this range');
    if (props.maxAge) {
      requireDuration('maxAge', props.maxAge, Duration.days(90), Duration.days(1095), {
        tooShort: 'a user who signs in rarely finds the password expired', tooLong: "this is IAM's maximum; leave 'maxAge' out for no expiry",
      });
      if (!Number.isInteger(props.maxAge.toDays({ integral: false }))) {
        throw propError('maxAge', 'must be whole days', new Shown(props.maxAge), 'round it');
      }
      Annotations.of(this).addWarningV2('cdk-break-glass:passwordExpiry',
        "'maxAge' makes passwords expire: a break-glass user who signs in after that time must change the password during the emergency");
    }
    const call: cr.AwsSdkCall = {
      service: 'iam',
      action: 'UpdateAccountPasswordPolicy',
      parameters: {
        MinimumPasswordLength: minLength,
        RequireSymbols: true,
        RequireNumbers: true,
        RequireUppercaseCharacters: true,
        RequireLowercaseCharacters: true,
        // The first sign-in requires a change, which needs this.
        AllowUsersToChangePassword: true,
        PasswordReusePrevention: reusePrevention,
        // Hard expiry needs an administrator to let the user in again.
        HardExpiry: false,
        ...(props.maxAge ? { MaxPasswordAge: props.maxAge.toDays() } : {}),
      },
      physicalResourceId: cr.PhysicalResourceId.of('account-password-policy'),
    };
    const resource = new cr.AwsCustomResource(this, 'Resource', {
      resourceType: 'Custom::AccountPasswordPolicy',
      onUpdate: call,
      installLatestAwsSdk: false,
      logGroup: new logs.LogGroup(this, 'Log', { retention: logs.RetentionDays.THREE_MONTHS, removalPolicy: RemovalPolicy.DESTROY }),
      policy: cr.AwsCustomResourcePolicy.fromStatements([
        // The account's password policy has no ARN.
        new iam.PolicyStatement({ actions: ['iam:UpdateAccountPasswordPolicy'], resources: ['*'] }),
      ]),
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    acknowledge(resource, "The account's password rules have no ARN: the call only works on '*'.", 'AwsSolutions-IAM5[Resource::*]');
    const handler = Stack.of(this).node.tryFindChild(AWS_CUSTOM_RESOURCE);
    if (handler) {
      acknowledge(handler, "The handler of aws-cdk-lib's AwsCustomResource writes its log with AWS's basic execution policy.",
        'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]');
      acknowledge(handler, 'The runtime of the handler is that of aws-cdk-lib, which keeps it current.', 'AwsSolutions-L1');
    }
  }
}
