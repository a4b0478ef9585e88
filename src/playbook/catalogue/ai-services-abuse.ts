import {
  DISABLE_ACCESS_KEYS,
  EXPORT_LOGS,
  FINDINGS_AND_TRAIL,
  KEEP_EVIDENCE,
  QUARANTINE_PRINCIPALS,
  RELEASE_PRINCIPALS,
  SEARCH_LOGS,
  SOURCES,
} from './common';
import { CataloguePlaybook } from './format';

/** Models, agents or notebooks are misused or stolen. */
export const AI_SERVICES_ABUSE: CataloguePlaybook = {
  name: 'AI_SERVICES_ABUSE',
  title: 'Abuse of AI services',
  description: 'Unauthorized use of Amazon Bedrock, Amazon SageMaker or Amazon Q, and tampering with models and agents.',
  sources: [SOURCES.bedrock, SOURCES.sageMaker, SOURCES.amazonQ],
  investigation: {
    maxSessionHours: 4,
    readOnly: true,
    statements: [
      FINDINGS_AND_TRAIL,
      SEARCH_LOGS,
      {
        actions: [
          'bedrock:GetAgent',
          'bedrock:GetModelInvocationLoggingConfiguration',
          'bedrock:ListAgentActionGroups',
          'bedrock:ListAgents',
          'bedrock:ListCustomModels',
          'bedrock:ListDataSources',
          'bedrock:ListKnowledgeBases',
          'bedrock:ListProvisionedModelThroughputs',
        ],
        sources: [SOURCES.bedrock],
      },
      { actions: ['bedrock-agentcore:ListAgentRuntimes', 'bedrock-agentcore:ListGateways'], sources: [SOURCES.agentTools] },
      // Bedrock API keys are service-specific credentials of users. The list doesn't show the keys.
      { actions: ['iam:ListServiceSpecificCredentials'], sources: [SOURCES.bedrock] },
      {
        actions: [
          'sagemaker:DescribeEndpoint',
          'sagemaker:DescribeNotebookInstance',
          'sagemaker:DescribeTrainingJob',
          'sagemaker:ListApps',
          'sagemaker:ListEndpoints',
          'sagemaker:ListNotebookInstances',
          'sagemaker:ListProcessingJobs',
          'sagemaker:ListTrainingJobs',
        ],
        sources: [SOURCES.sageMaker],
      },
      // Applications and plug-ins, not conversations.
      { actions: ['qbusiness:ListApplications', 'qbusiness:ListDataSources', 'qbusiness:ListPlugins'], sources: [SOURCES.amazonQ] },
    ],
  },
  containment: {
    maxSessionHours: 2,
    readOnly: false,
    statements: [
      DISABLE_ACCESS_KEYS,
      QUARANTINE_PRINCIPALS,
      {
        actions: ['bedrock:StopIngestionJob', 'bedrock:StopModelCustomizationJob', 'bedrock:StopModelInvocationJob'],
        resources: [
          'arn:{{Partition}}:bedrock:*:{{Account}}:knowledge-base/*',
          'arn:{{Partition}}:bedrock:*:{{Account}}:model-customization-job/*',
          'arn:{{Partition}}:bedrock:*:{{Account}}:model-invocation-job/*',
        ],
        sources: [SOURCES.bedrock],
      },
      {
        actions: ['sagemaker:DeleteEndpoint', 'sagemaker:StopNotebookInstance', 'sagemaker:StopProcessingJob', 'sagemaker:StopTrainingJob'],
        resources: [
          'arn:{{Partition}}:sagemaker:*:{{Account}}:endpoint/*',
          'arn:{{Partition}}:sagemaker:*:{{Account}}:notebook-instance/*',
          'arn:{{Partition}}:sagemaker:*:{{Account}}:processing-job/*',
          'arn:{{Partition}}:sagemaker:*:{{Account}}:training-job/*',
        ],
        sources: [SOURCES.sageMaker],
      },
      {
        actions: ['qbusiness:StopDataSourceSyncJob'],
        resources: ['arn:{{Partition}}:qbusiness:*:{{Account}}:application/*'],
        sources: [SOURCES.amazonQ],
      },
    ],
  },
  forensics: {
    maxSessionHours: 3,
    readOnly: false,
    statements: [
      // Without this log there is no record of prompts and answers. The configuration has no ARN.
      {
        actions: [
          'bedrock:GetAgent',
          'bedrock:GetModelInvocationLoggingConfiguration',
          'bedrock:ListAgents',
          'bedrock:PutModelInvocationLoggingConfiguration',
        ],
        sources: [SOURCES.bedrock],
      },
      {
        actions: ['cloudtrail:LookupEvents', 'sagemaker:DescribeNotebookInstance', 'sagemaker:DescribeTrainingJob', 'sagemaker:ListTrainingJobs'],
        sources: [SOURCES.sageMaker],
      },
      { actions: ['logs:FilterLogEvents'], sources: [SOURCES.bedrock] },
      ...EXPORT_LOGS,
      KEEP_EVIDENCE,
    ],
  },
  recovery: {
    maxSessionHours: 1,
    readOnly: false,
    statements: [
      RELEASE_PRINCIPALS,
      // Removes resources of the attacker. Starts nothing: notebooks, jobs and agents run with their own roles.
      {
        actions: ['bedrock:DeleteAgent', 'bedrock:DeleteCustomModel', 'bedrock:DeleteDataSource', 'bedrock:DeleteProvisionedModelThroughput'],
        resources: [
          'arn:{{Partition}}:bedrock:*:{{Account}}:agent/*',
          'arn:{{Partition}}:bedrock:*:{{Account}}:custom-model/*',
          'arn:{{Partition}}:bedrock:*:{{Account}}:knowledge-base/*',
          'arn:{{Partition}}:bedrock:*:{{Account}}:provisioned-model/*',
        ],
        sources: [SOURCES.bedrock],
      },
      {
        actions: ['sagemaker:DeleteModel', 'sagemaker:DeleteNotebookInstance'],
        resources: ['arn:{{Partition}}:sagemaker:*:{{Account}}:model/*', 'arn:{{Partition}}:sagemaker:*:{{Account}}:notebook-instance/*'],
        sources: [SOURCES.sageMaker],
      },
      {
        actions: ['qbusiness:DeletePlugin'],
        resources: ['arn:{{Partition}}:qbusiness:*:{{Account}}:application/*'],
        sources: [SOURCES.amazonQ],
      },
      {
        actions: ['bedrock:GetModelInvocationLoggingConfiguration', 'bedrock:PutModelInvocationLoggingConfiguration'],
        sources: [SOURCES.bedrock],
      },
    ],
  },
};
