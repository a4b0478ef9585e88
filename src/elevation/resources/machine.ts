import { Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { useKeyOfWorkflows, useKeyThrough } from './key-use';

export interface MachineProps {
  readonly comment: string;
  readonly type: sfn.StateMachineType;
  readonly timeout: Duration;
  readonly definition: (scope: Construct) => sfn.IChainable;
  readonly encryptionKey: kms.IKey;
  readonly logGroup: logs.ILogGroup;
  /** The role that it runs as, where others know that role by name. */
  readonly role?: iam.IRole;
}

/** A workflow of elevated access: JSONata, encrypted, logged without its data. */
export class Machine extends Construct {
  public readonly stateMachine: sfn.StateMachine;

  constructor(scope: Construct, id: string, props: MachineProps) {
    super(scope, id);
    this.stateMachine = new sfn.StateMachine(this, 'Resource', {
      comment: props.comment,
      stateMachineType: props.type,
      queryLanguage: sfn.QueryLanguage.JSONATA,
      timeout: props.timeout,
      role: props.role ?? new iam.Role(this, 'Role', {
        description: `Elevated access: ${props.comment}`,
        assumedBy: new iam.ServicePrincipal('states.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } } }),
      }),
      definitionBody: sfn.DefinitionBody.fromChainable(props.definition(this)),
      encryptionConfiguration: new sfn.CustomerManagedEncryptionConfiguration(props.encryptionKey, Duration.minutes(5)),
      // Every step of every workflow is logged; what people write and what workflows decide on stays out of the logs.
      logs: { destination: props.logGroup, level: sfn.LogLevel.ALL, includeExecutionData: false },
      tracingEnabled: true,
    });
    useKeyThrough(this.stateMachine.role, props.encryptionKey, 'dynamodb');
    useKeyOfWorkflows(this.stateMachine.role, props.encryptionKey, 'kms:Decrypt', 'kms:GenerateDataKey');
  }
}
