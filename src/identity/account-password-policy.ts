import { Annotations, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as cr from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';
import { acknowledge } from '../private/acknowledge';
import { propError, requireDuration, requireWholeNumber, Shown } from '../private/validation';

/** Id of the one handler that all AwsCustomResources of a stack share. */
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
   * How many earlier passwords can't be used again, 1 to 24.
   *
   * @default 24
   */
  readonly reusePrevention?: number;

  /**
   * After how many days a password must be changed at sign-in, at least 90 days, in whole days.
   *
   * Security: expiry asks for the change at the next sign-in, and that is an IAM write: a break-glass user whose
   * password expired can't come in while IAM's control plane is down. It is never a hard expiry, which would lock out.
   *
   * @default - passwords don't expire; they are changed after each use
   */
  readonly maxAge?: Duration;
}

/**
 * The account's password rules for IAM users: long, of every kind of character, and never a lock-out.
 *
 * CloudFormation has no resource for it, so a custom resource calls `iam:UpdateAccountPasswordPolicy`, with a role that
 * may do exactly that. One per account. Deleting the stack leaves the rules in place.
 *
 * Errors: a length outside 14 to 128, a reuse prevention outside 1 to 24, a maximum age under 90 days.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html
 */
export class AccountPasswordPolicy extends Construct {
  constructor(scope: Construct, id: string, props: AccountPasswordPolicyProps = {}) {
    super(scope, id);
    const minLength = props.minLength ?? 14;
    const reusePrevention = props.reusePrevention ?? 24;
    requireWholeNumber('minLength', minLength, 14, 128, 'choose one in this range');
    requireWholeNumber('reusePrevention', reusePrevention, 1, 24, 'choose one in this range');
    if (props.maxAge) {
      requireDuration('maxAge', props.maxAge, Duration.days(90), Duration.days(1095), {
        tooShort: 'a user who signs in rarely would find the password expired', tooLong: "IAM counts no further; leave 'maxAge' out for no expiry",
      });
      if (!Number.isInteger(props.maxAge.toDays({ integral: false }))) {
        throw propError('maxAge', 'must be whole days', new Shown(props.maxAge), 'round it');
      }
      Annotations.of(this).addWarningV2('cdk-break-glass:passwordExpiry',
        "'maxAge' makes passwords expire: a break-glass user who hasn't signed in for that long has to change the password in the emergency");
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
        // Without this a user couldn't make the change that the first sign-in asks for.
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
        // The account's password policy is not a resource with an ARN.
        new iam.PolicyStatement({ actions: ['iam:UpdateAccountPasswordPolicy'], resources: ['*'] }),
      ]),
      removalPolicy: RemovalPolicy.RETAIN,
    });
    acknowledge(resource, "The account's password rules are not a resource with an ARN: the call works on '*' only.", 'AwsSolutions-IAM5[Resource::*]');
    const handler = Stack.of(this).node.tryFindChild(AWS_CUSTOM_RESOURCE);
    if (handler) {
      acknowledge(handler, "The handler of aws-cdk-lib's AwsCustomResource writes its log by AWS's basic execution policy.",
        'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]');
      acknowledge(handler, 'The runtime of the handler is chosen and kept current by aws-cdk-lib.', 'AwsSolutions-L1');
    }
  }
}
