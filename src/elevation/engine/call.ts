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
  /** What the machine's role may do for this call, and no more. */
  readonly permissions: readonly Permission[];
  readonly assign?: { readonly [name: string]: any };
  readonly outputs?: any;
  /** Errors that pass by themselves besides throttling. */
  readonly retry?: readonly string[];
  readonly maxAttempts?: number;
  /** Errors that say that others are first: waited for patiently, while what doesn't answer at all is given up. */
  readonly queue?: readonly string[];
  /** An expression of the role to call as, in another account. The call's own permissions are that role's then. */
  readonly as?: string;
}

/** What AWS asks to be called again for, by the name that Step Functions gives to the service's errors. */
const PREFIX: { readonly [service: string]: string } = {
  dynamodb: 'DynamoDb', ssoadmin: 'SsoAdmin', identitystore: 'Identitystore', scheduler: 'Scheduler', sfn: 'Sfn', eventbridge: 'EventBridge', organizations: 'Organizations', sqs: 'Sqs', iam: 'Iam', sts: 'Sts', ssm: 'Ssm', securityhub: 'SecurityHub', s3: 'S3',
};
const PASSING = ['ThrottlingException', 'InternalServerException', 'SdkClientException'];
const PASSING_ELSEWHERE: { readonly [service: string]: readonly string[] } = {
  dynamodb: ['ProvisionedThroughputExceededException', 'RequestLimitExceededException', 'InternalServerErrorException', 'TransactionInProgressException'],
  eventbridge: ['InternalException'],
  organizations: ['TooManyRequestsException', 'ServiceException', 'ConcurrentModificationException'],
  iam: ['ServiceFailureException', 'ConcurrentModificationException', 'IamException'],
  ssm: ['InternalServerErrorException'],
  securityhub: ['InternalException', 'LimitExceededException'],
};

/** A call of AWS's API as a state: what it may do is written beside what it does. */
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
  const passing = [...PASSING, ...PASSING_ELSEWHERE[props.service] ?? [], ...props.retry ?? []]
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

/** The class of aws-cdk-lib writes the first permission by itself, without its conditions, and takes one role for calls in other accounts. */
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
