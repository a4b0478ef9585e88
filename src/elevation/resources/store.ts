import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { elevationKey } from './key-use';
import { LedgerTable } from './table';
import { acknowledge } from '../../private/acknowledge';
import { ALARM_NAME_PREFIX } from '../../private/names';

/** The resources that keep and announce what happens. */
export interface ElevationStore {
  readonly key: kms.IKey;
  readonly logGroup: logs.LogGroup;
  readonly ledger: LedgerTable;
  readonly bus: events.EventBus;
  readonly deadLetters: sqs.Queue;
}

/** Key, log group, ledger, event bus and dead-letter queue, all encrypted by the key and retained. */
export function elevationStore(scope: Construct, encryptionKey?: kms.IKey): ElevationStore {
  const key = encryptionKey ?? elevationKey(scope);
  const logGroup = new logs.LogGroup(scope, 'Logs', { retention: logs.RetentionDays.ONE_YEAR, encryptionKey: key, removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE });
  const ledger = new LedgerTable(scope, 'Ledger', { encryptionKey: key });
  const bus = new events.EventBus(scope, 'Bus', { eventBusName: `${ALARM_NAME_PREFIX}ELEVATION-${scope.node.addr.slice(-8)}`, description: 'Every step of elevated access' });
  const deadLetters = new sqs.Queue(scope, 'DeadLetters', { encryptionMasterKey: key, enforceSSL: true, retentionPeriod: Duration.days(14), removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE });
  acknowledge(deadLetters, 'It is the dead-letter queue of the schedules and of the workflow that end accesses.', 'AwsSolutions-SQS3');
  return { key, logGroup, ledger, bus, deadLetters };
}
