import {
  EXPORT_LOGS,
  FINDINGS_AND_TRAIL,
  KEEP_EVIDENCE,
  QUARANTINE_PRINCIPALS,
  RELEASE_PRINCIPALS,
  SEARCH_LOGS,
  SOURCES,
} from './common';
import { CataloguePlaybook } from './format';

/** The analytics services, which can read the whole data lake, are used without permission. */
export const ANALYTICS_COMPROMISE: CataloguePlaybook = {
  name: 'ANALYTICS_COMPROMISE',
  title: 'Analytics services compromise',
  description: 'Misuse of Athena, Redshift, EMR, Glue, OpenSearch and Lake Formation to read, copy or alter data.',
  sources: [SOURCES.dataAccess],
  investigation: {
    maxSessionHours: 4,
    readOnly: true,
    statements: [
      FINDINGS_AND_TRAIL,
      SEARCH_LOGS,
      // The queries, not their results.
      {
        actions: ['athena:BatchGetQueryExecution', 'athena:GetWorkGroup', 'athena:ListQueryExecutions', 'athena:ListWorkGroups'],
        sources: [SOURCES.athenaQueries],
      },
      {
        actions: [
          'redshift:DescribeClusters',
          'redshift:DescribeClusterSnapshots',
          'redshift:DescribeDataShares',
          'redshift:DescribeLoggingStatus',
        ],
        sources: [SOURCES.dataAccess, SOURCES.redshiftClusters],
      },
      {
        actions: [
          'elasticmapreduce:DescribeCluster',
          'elasticmapreduce:GetBlockPublicAccessConfiguration',
          'elasticmapreduce:ListClusters',
          'elasticmapreduce:ListInstances',
          'elasticmapreduce:ListSteps',
        ],
        sources: [SOURCES.emrClusters, SOURCES.emrBlock],
      },
      // No connections: they contain passwords.
      { actions: ['glue:GetJobRuns', 'glue:GetJobs', 'glue:GetResourcePolicy', 'glue:GetTriggers'], sources: [SOURCES.glueJobs, SOURCES.dataAccess] },
      { actions: ['es:DescribeDomainConfig', 'es:DescribeDomains', 'es:ListDomainNames'], sources: [SOURCES.openSearch] },
      { actions: ['lakeformation:ListPermissions'], sources: [SOURCES.dataAccess] },
    ],
  },
  containment: {
    maxSessionHours: 2,
    readOnly: false,
    statements: [
      QUARANTINE_PRINCIPALS,
      {
        actions: ['athena:StopQueryExecution'],
        resources: ['arn:{{Partition}}:athena:*:{{Account}}:workgroup/*'],
        sources: [SOURCES.athenaQueries],
      },
      {
        actions: ['redshift:ModifyCluster', 'redshift:PauseCluster'],
        resources: ['arn:{{Partition}}:redshift:*:{{Account}}:cluster:*'],
        sources: [SOURCES.redshiftClusters],
      },
      {
        actions: ['redshift:DeauthorizeDataShare'],
        resources: ['arn:{{Partition}}:redshift:*:{{Account}}:datashare:*'],
        sources: [SOURCES.redshiftShares],
      },
      {
        actions: ['elasticmapreduce:CancelSteps', 'elasticmapreduce:TerminateJobFlows'],
        resources: ['arn:{{Partition}}:elasticmapreduce:*:{{Account}}:cluster/*'],
        sources: [SOURCES.emrClusters],
      },
      {
        actions: ['glue:BatchStopJobRun', 'glue:StopTrigger'],
        resources: ['arn:{{Partition}}:glue:*:{{Account}}:job/*', 'arn:{{Partition}}:glue:*:{{Account}}:trigger/*'],
        sources: [SOURCES.glueJobs],
      },
      {
        actions: ['es:UpdateDomainConfig'],
        resources: ['arn:{{Partition}}:es:*:{{Account}}:domain/*'],
        sources: [SOURCES.openSearch],
      },
      // Both actions apply only to the caller's account.
      {
        actions: ['elasticmapreduce:PutBlockPublicAccessConfiguration', 'lakeformation:RevokePermissions'],
        sources: [SOURCES.emrBlock, SOURCES.dataAccess],
      },
    ],
  },
  forensics: {
    maxSessionHours: 3,
    readOnly: false,
    statements: [
      {
        actions: ['redshift:CreateClusterSnapshot'],
        resources: ['arn:{{Partition}}:redshift:*:{{Account}}:cluster:*', 'arn:{{Partition}}:redshift:*:{{Account}}:snapshot:*'],
        sources: [SOURCES.redshiftSnapshots],
      },
      {
        actions: [
          'athena:BatchGetQueryExecution',
          'athena:ListQueryExecutions',
          'athena:ListWorkGroups',
          'elasticmapreduce:ListSteps',
          'glue:GetJobRuns',
          'lakeformation:ListPermissions',
          'redshift:DescribeClusterSnapshots',
          'redshift:DescribeLoggingStatus',
        ],
        sources: [SOURCES.athenaQueries, SOURCES.redshiftSnapshots, SOURCES.emrClusters, SOURCES.glueJobs, SOURCES.dataAccess],
      },
      ...EXPORT_LOGS,
      KEEP_EVIDENCE,
    ],
  },
  recovery: {
    maxSessionHours: 1,
    readOnly: false,
    statements: [
      RELEASE_PRINCIPALS,
      // Starts no jobs, triggers and EMR clusters: they run code with their own roles.
      {
        actions: [
          'redshift:ModifyCluster',
          'redshift:RebootCluster',
          'redshift:RestoreFromClusterSnapshot',
          'redshift:RestoreTableFromClusterSnapshot',
          'redshift:ResumeCluster',
        ],
        resources: ['arn:{{Partition}}:redshift:*:{{Account}}:cluster:*', 'arn:{{Partition}}:redshift:*:{{Account}}:snapshot:*'],
        sources: [SOURCES.redshiftClusters, SOURCES.redshiftSnapshots],
      },
      {
        actions: ['es:UpdateDomainConfig'],
        resources: ['arn:{{Partition}}:es:*:{{Account}}:domain/*'],
        sources: [SOURCES.openSearch],
      },
      {
        actions: ['es:DescribeDomainConfig', 'redshift:DescribeClusters', 'redshift:DescribeClusterSnapshots', 'redshift:DescribeTableRestoreStatus'],
        sources: [SOURCES.openSearch, SOURCES.redshiftSnapshots],
      },
    ],
  },
};
