import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import { INDEXES } from '../../../src/elevation/engine/ledger';
import { LedgerTable } from '../../../src/elevation/resources/table';

describe('the table', () => {
  const stack = new Stack(new App({ analyticsReporting: false }), 'Stack');
  new LedgerTable(stack, 'Ledger', { encryptionKey: new kms.Key(stack, 'Key') });
  const [table] = Object.values(Template.fromStack(stack).findResources('AWS::DynamoDB::Table'));

  test('is retained, protected from deletion, encrypted and recoverable', () => {
    expect(table).toMatchObject({
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
        TimeToLiveSpecification: { AttributeName: 'forgetAt', Enabled: true },
      },
    });
  });

  test('has an index for each query, sorted by creation', () => {
    const indexes: any[] = table.Properties.GlobalSecondaryIndexes;
    expect(indexes.map(({ IndexName, KeySchema }) => [IndexName, ...KeySchema.map(({ AttributeName }: any) => AttributeName)])).toEqual(Object.entries(INDEXES).map(([attribute, name]) => [name, attribute, 'createdAt']));
  });
});
