import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { jsonata } from './jsonata';

export interface Permission {
  readonly actions: string[];
  readonly resources: string[];
  readonly conditions?: { readonly [operator: string]: object };
}

export interface CallProps {
  readonly service: string;
  readonly action: string;
  readonly parameters: { readonly [name: string]: any };
  /** All permissions that the call needs from the workflow's role. */
  readonly permissions: readonly Permission[];
  readonly assign?: { readonly [name: string]: any };
  readonly outputs?: any;
  /** Transient errors, besides throttling. */
  readonly retry?: readonly string[];
  readonly maxAttempts?: number;
  /** Conflict or throttling caused by other callers; retried for a long time. A call without an answer is given up earlier. */
  readonly queue?: readonly string[];
  /** Expression of a role in another account that makes the call. `permissions` are then those to assume it. */
  readonly as?: string;
}

/** Prefix that Step Functions gives to the errors of a service. */
const PREFIX: { readonly [service: string]: string } = {
  dynamodb: 'DynamoDb', ssoadmin: 'SsoAdmin', identitystore: 'Identitystore', scheduler: 'Scheduler', sfn: 'Sfn', eventbridge: 'EventBridge', organizations: 'Organizations', sqs: 'Sqs', iam: 'Iam', sts: 'Sts', ssm: 'Ssm', securityhub: 'SecurityHub', s3: 'S3',
};
/**
 * Errors that pass, by the names of each service's model: throttling, and the service's own faults. A service that models no throttling ends in
 * its general exception, as it does for what it doesn't name otherwise.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 */
const PASSING: { readonly [service: string]: readonly string[] } = {
  dynamodb: ['ThrottlingException', 'ProvisionedThroughputExceededException', 'RequestLimitExceededException', 'InternalServerErrorException', 'TransactionInProgressException'],
  ssoadmin: ['ThrottlingException', 'InternalServerException'],
  identitystore: ['ThrottlingException', 'InternalServerException'],
  scheduler: ['ThrottlingException', 'InternalServerException'],
  sfn: ['SfnException', 'ExecutionLimitExceededException', 'KmsThrottlingException'],
  eventbridge: ['ThrottlingException', 'InternalException'],
  organizations: ['TooManyRequestsException', 'ServiceException', 'ConcurrentModificationException'],
  sqs: ['RequestThrottledException', 'KmsThrottledException', 'SqsException'],
  iam: ['ServiceFailureException', 'ConcurrentModificationException', 'IamException'],
  sts: ['StsException'],
  ssm: ['ThrottlingException', 'InternalServerErrorException'],
  securityhub: ['ThrottlingException', 'InternalServerException', 'InternalException', 'LimitExceededException'],
  s3: ['S3Exception'],
};

/** A state that calls an AWS API. The permissions of a call stand beside it. */
export function call(scope: Construct, name: string, props: CallProps): tasks.CallAwsService {
  const statements = props.permissions.map(({ actions, resources, conditions }) => new iam.PolicyStatement({ actions, resources, conditions }));
  const task = new Call(scope, name, {
    queryLanguage: sfn.QueryLanguage.JSONATA,
    service: props.service,
    action: props.action,
    parameters: props.parameters,
    iamResources: [],
    assign: props.assign,
    outputs: props.outputs,
    taskTimeout: sfn.Timeout.duration(Duration.minutes(1)),
  }, statements, props.as);
  const passing = [...PASSING[props.service], 'SdkClientException', ...props.retry ?? []]
    .filter((error) => !props.queue?.includes(error)).map((error) => `${PREFIX[props.service]}.${error}`);
  if (props.queue) {
    task.addRetry({
      errors: props.queue.map((error) => `${PREFIX[props.service]}.${error}`),
      interval: Duration.seconds(1),
      backoffRate: 2,
      maxDelay: Duration.minutes(1),
      maxAttempts: 200,
      jitterStrategy: sfn.JitterType.FULL,
    });
  }
  task.addRetry({
    errors: [...passing, sfn.Errors.TIMEOUT],
    interval: Duration.seconds(1),
    backoffRate: 2,
    maxAttempts: props.maxAttempts ?? 4,
    jitterStrategy: sfn.JitterType.FULL,
  });
  return task;
}

/** aws-cdk-lib's own class derives one permission without conditions, and takes no expression as the role of another account. */
class Call extends tasks.CallAwsService {
  protected readonly taskPolicies: iam.PolicyStatement[];

  constructor(
    scope: Construct, id: string, props: tasks.CallAwsServiceProps & { readonly queryLanguage: sfn.QueryLanguage }, statements: iam.PolicyStatement[],
    private readonly as?: string,
  ) {
    super(scope, id, props);
    this.taskPolicies = statements;
  }

  public toStateJson(topLevelQueryLanguage?: sfn.QueryLanguage): object {
    return { ...super.toStateJson(topLevelQueryLanguage), ...this.as && { Credentials: { RoleArn: jsonata(this.as) } } };
  }
}
