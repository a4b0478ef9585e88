import { PlaybookStatement } from '../playbook-statement';

const IRP = 'https://github.com/aws-samples/aws-incident-response-playbooks/blob/master';
const CPF = 'https://github.com/aws-samples/aws-customer-playbook-framework/blob/main/docs';
const DOCS = 'https://docs.aws.amazon.com';

/** Documents that explain the needs of the catalogue. */
export const SOURCES = {
  // Incident response playbooks.
  credentials: `${IRP}/playbooks/IRP-CredCompromise.md`,
  dataAccess: `${IRP}/playbooks/IRP-DataAccess.md`,
  personalData: `${IRP}/playbooks/IRP-PersonalDataBreach.md`,
  ransomware: `${IRP}/playbooks/IRP-Ransomware.md`,
  denialOfService: `${IRP}/playbooks/IRP-DoS.md`,
  apiBreach: `${IRP}/ai-playbooks/steering/reference/steering-irp-api-security-breach.md`,
  ec2Malware: `${IRP}/playbooks/Amazon%20GuardDuty%20Playbooks/Malware%20Findings/EC2MalwareFindings.md`,
  agentTools: `${IRP}/playbooks/Amazon%20Bedrock%20AgentCore%20Playbooks/IRP-AgentCoreToolAbuse.md`,

  // Customer playbook framework.
  iamCredentials: `${CPF}/Compromised_IAM_Credentials.md`,
  ec2Forensics: `${CPF}/EC2_Forensics.md`,
  networkChanges: `${CPF}/Unauthorized_Network_Changes.md`,
  flowLogs: `${CPF}/Analyzing_VPC_Flow_Logs.md`,
  dosFramework: `${CPF}/Denial_of_Service.md`,
  s3Public: `${CPF}/S3_Public_Access.md`,
  s3Ransom: `${CPF}/Ransom_Response_S3.md`,
  rdsPublic: `${CPF}/RDS_Public_Access.md`,
  rdsRansom: `${CPF}/Ransom_Response_RDS.md`,
  bedrock: `${CPF}/Bedrock_Response.md`,
  sageMaker: `${CPF}/Responding%20to%20SageMaker.md`,
  amazonQ: `${CPF}/Amazon_Q.md`,

  // AWS documentation.
  preProvision: `${DOCS}/wellarchitected/latest/security-pillar/sec_incident_response_pre_provision_access.html`,
  responseGuide: `${DOCS}/whitepapers/latest/aws-security-incident-response-guide/operations.html`,
  runCommand: `${DOCS}/systems-manager/latest/userguide/run-command-setting-up.html`,
  terminateSession: `${DOCS}/systems-manager/latest/userguide/session-manager-working-with-sessions-end.html`,
  exportLogs: `${DOCS}/AmazonCloudWatch/latest/logs/S3ExportTasks.html`,
  ebsKeys: `${DOCS}/ebs/latest/userguide/ebs-encryption-requirements.html`,
  snapshotBlock: `${DOCS}/ebs/latest/userguide/block-public-access-snapshots.html`,
  rdsKeys: `${DOCS}/AmazonRDS/latest/UserGuide/Overview.Encryption.Keys.html`,
  rdsRestore: `${DOCS}/AmazonRDS/latest/UserGuide/USER_PIT.html`,
  s3Keys: `${DOCS}/AmazonS3/latest/userguide/UsingKMSEncryption.html`,
  revokeSessions: `${DOCS}/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html`,
  identityProviders: `${DOCS}/IAM/latest/UserGuide/id_roles_providers.html`,
  samlProviders: `${DOCS}/IAM/latest/UserGuide/id_roles_providers_create_saml.html`,
  oidcProviders: `${DOCS}/IAM/latest/UserGuide/id_roles_providers_create_oidc.html`,
  mfaSync: `${DOCS}/IAM/latest/UserGuide/id_credentials_mfa_sync.html`,
  accountCredentials: `${DOCS}/IAM/latest/UserGuide/id_root-user.html`,
  emergencyAccess: `${DOCS}/singlesignon/latest/userguide/emergency-access.html`,
  supportCases: `${DOCS}/awssupport/latest/user/case-management.html`,
  orgPolicies: `${DOCS}/organizations/latest/userguide/orgs_manage_policies_scps.html`,
  healthEvents: `${DOCS}/health/latest/ug/getting-started-health-dashboard.html`,
  athenaQueries: `${DOCS}/athena/latest/ug/queries-viewing-history.html`,
  redshiftClusters: `${DOCS}/redshift/latest/mgmt/working-with-clusters.html`,
  redshiftShares: `${DOCS}/redshift/latest/APIReference/API_DeauthorizeDataShare.html`,
  redshiftSnapshots: `${DOCS}/redshift/latest/mgmt/working-with-snapshots.html`,
  emrClusters: `${DOCS}/emr/latest/ManagementGuide/emr-manage.html`,
  emrBlock: `${DOCS}/emr/latest/ManagementGuide/emr-block-public-access.html`,
  glueJobs: `${DOCS}/glue/latest/dg/aws-glue-api-jobs-runs.html`,
  openSearch: `${DOCS}/opensearch-service/latest/developerguide/ac.html`,
} as const;

/** Records of calls, and findings. Every investigation starts with them. */
export const FINDINGS_AND_TRAIL: PlaybookStatement = {
  actions: [
    'cloudtrail:DescribeTrails',
    'cloudtrail:GetEventSelectors',
    'cloudtrail:GetTrailStatus',
    'cloudtrail:LookupEvents',
    'config:GetResourceConfigHistory',
    'guardduty:GetFindings',
    'guardduty:ListDetectors',
    'guardduty:ListFindings',
    'securityhub:GetFindings',
  ],
  sources: [SOURCES.credentials, SOURCES.dataAccess, SOURCES.ransomware],
};

/** Search in log groups. Without `logs:Unmask` protected data stays masked. */
export const SEARCH_LOGS: PlaybookStatement = {
  actions: ['logs:DescribeLogGroups', 'logs:FilterLogEvents', 'logs:GetQueryResults', 'logs:StartQuery'],
  sources: [SOURCES.apiBreach, SOURCES.flowLogs],
};

/** The configuration of IAM. None of these reads returns a secret. */
export const READ_IAM: PlaybookStatement = {
  actions: ['iam:GenerateCredentialReport', 'iam:Get*', 'iam:List*'],
  sources: [SOURCES.credentials, SOURCES.iamCredentials],
};

/** The two documents that show the state of IAM at one moment. */
export const CREDENTIAL_REPORT: PlaybookStatement = {
  actions: ['iam:GenerateCredentialReport', 'iam:GetAccountAuthorizationDetails', 'iam:GetCredentialReport'],
  sources: [SOURCES.credentials, SOURCES.ransomware],
};

/** Deactivate access keys. They are deleted later, because the investigation needs their ids. */
export const DISABLE_ACCESS_KEYS: PlaybookStatement = {
  actions: ['iam:ListAccessKeys', 'iam:UpdateAccessKey'],
  resources: ['arn:{{Partition}}:iam::{{Account}}:user/*'],
  sources: [SOURCES.credentials, SOURCES.ransomware],
};

/**
 * Remove all permissions of a principal by attaching a policy that only denies.
 *
 * AWS's playbooks write inline policies for this. A session that may write one inline policy may write any, so the policies are
 * fixed here.
 */
export const QUARANTINE_PRINCIPALS: PlaybookStatement = {
  actions: ['iam:AttachRolePolicy', 'iam:AttachUserPolicy'],
  resources: ['arn:{{Partition}}:iam::{{Account}}:role/*', 'arn:{{Partition}}:iam::{{Account}}:user/*'],
  conditions: { ArnEquals: { 'iam:PolicyARN': ['{{QuarantinePolicies}}'] } },
  sources: [SOURCES.credentials, SOURCES.ransomware],
};

/** Undo the quarantine, and nothing else. */
export const RELEASE_PRINCIPALS: PlaybookStatement = {
  actions: ['iam:DetachRolePolicy', 'iam:DetachUserPolicy'],
  resources: ['arn:{{Partition}}:iam::{{Account}}:role/*', 'arn:{{Partition}}:iam::{{Account}}:user/*'],
  conditions: { ArnEquals: { 'iam:PolicyARN': ['{{QuarantinePolicies}}'] } },
  sources: [SOURCES.credentials, SOURCES.ransomware],
};

/** Rotate a secret with its existing rotation. Another rotation function would run code of the session's choice. */
export const ROTATE_SECRETS: PlaybookStatement = {
  actions: ['secretsmanager:RotateSecret'],
  resources: ['arn:{{Partition}}:secretsmanager:*:{{Account}}:secret:*'],
  conditions: { Null: { 'secretsmanager:RotationLambdaARN': 'true' } },
  sources: [SOURCES.credentials, SOURCES.dataAccess],
};

/** Read the evidence store. Buckets and objects share a statement with one condition, to save characters. */
export const READ_EVIDENCE: PlaybookStatement = {
  actions: ['s3:GetObject', 's3:ListBucket'],
  resources: ['{{EvidenceBuckets}}', '{{EvidenceObjects}}'],
  conditions: { StringEquals: { 'aws:ResourceAccount': ['{{EvidenceAccounts}}'] } },
  sources: [SOURCES.preProvision],
};

/** Put evidence into the evidence store and read it back. No deletion. */
export const KEEP_EVIDENCE: PlaybookStatement = {
  actions: ['s3:GetObject', 's3:ListBucket', 's3:PutObject'],
  resources: ['{{EvidenceBuckets}}', '{{EvidenceObjects}}'],
  conditions: { StringEquals: { 'aws:ResourceAccount': ['{{EvidenceAccounts}}'] } },
  sources: [SOURCES.preProvision, SOURCES.ransomware, SOURCES.personalData],
};

/** Export log groups, so that they outlive their retention time. */
export const EXPORT_LOGS: readonly PlaybookStatement[] = [
  {
    actions: ['logs:CreateExportTask'],
    resources: ['arn:{{Partition}}:logs:*:{{Account}}:log-group:*'],
    sources: [SOURCES.exportLogs],
  },
  { actions: ['logs:DescribeExportTasks', 'logs:DescribeLogGroups'], sources: [SOURCES.exportLogs] },
];

/** Run prepared documents, and only these, on instances that carry the tag. */
export const RUN_COMMAND: readonly PlaybookStatement[] = [
  {
    actions: ['ssm:SendCommand'],
    resources: ['{{CommandDocuments}}'],
    sources: [SOURCES.preProvision, SOURCES.runCommand],
  },
  {
    actions: ['ssm:SendCommand'],
    resources: ['arn:{{Partition}}:ec2:*:{{Account}}:instance/*'],
    conditions: { StringEquals: { 'ssm:resourceTag/{{CommandTagKey}}': '{{CommandTagValue}}' } },
    sources: [SOURCES.preProvision, SOURCES.runCommand],
  },
  { actions: ['ssm:GetCommandInvocation'], sources: [SOURCES.preProvision] },
];

/** Copy the volumes of an instance. */
export const SNAPSHOT_VOLUMES: PlaybookStatement = {
  actions: ['ec2:CopySnapshot', 'ec2:CreateSnapshot'],
  resources: ['arn:{{Partition}}:ec2:*::snapshot/*', 'arn:{{Partition}}:ec2:*:{{Account}}:volume/*'],
  sources: [SOURCES.ec2Forensics, SOURCES.ec2Malware],
};

/** Tag a snapshot with the incident when it is created. Other tags may decide on access. */
export const TAG_SNAPSHOTS: PlaybookStatement = {
  actions: ['ec2:CreateTags'],
  resources: ['arn:{{Partition}}:ec2:*::snapshot/*'],
  conditions: { StringEquals: { 'ec2:CreateAction': 'CreateSnapshot' } },
  sources: [SOURCES.ec2Malware],
};

/** Permissions that EBS requires of the caller to copy or restore an encrypted volume. */
export const EBS_KEYS: readonly PlaybookStatement[] = [
  {
    actions: ['kms:CreateGrant'],
    resources: ['arn:{{Partition}}:kms:*:{{Account}}:key/*'],
    conditions: { Bool: { 'kms:GrantIsForAWSResource': 'true' }, StringLike: { 'kms:ViaService': ['ec2.*.amazonaws.com'] } },
    sources: [SOURCES.ebsKeys, SOURCES.ec2Forensics],
  },
  {
    actions: ['kms:Decrypt', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
    resources: ['arn:{{Partition}}:kms:*:{{Account}}:key/*'],
    conditions: { StringLike: { 'kms:ViaService': ['ec2.*.amazonaws.com'] } },
    sources: [SOURCES.ebsKeys],
  },
];

/** Permissions that RDS requires of the caller to copy or restore an encrypted database. */
export const RDS_KEYS: readonly PlaybookStatement[] = [
  {
    actions: ['kms:CreateGrant'],
    resources: ['arn:{{Partition}}:kms:*:{{Account}}:key/*'],
    conditions: { Bool: { 'kms:GrantIsForAWSResource': 'true' }, StringLike: { 'kms:ViaService': ['rds.*.amazonaws.com'] } },
    sources: [SOURCES.rdsKeys],
  },
  { actions: ['kms:DescribeKey'], sources: [SOURCES.rdsKeys] },
];

/**
 * Swap the security groups of a network interface.
 *
 * Not `ec2:ModifyInstanceAttribute`, which the playbooks name: it also replaces user data, which runs as root.
 */
export const ISOLATE_INTERFACES: PlaybookStatement = {
  actions: ['ec2:ModifyNetworkInterfaceAttribute'],
  resources: ['arn:{{Partition}}:ec2:*:{{Account}}:network-interface/*', 'arn:{{Partition}}:ec2:*:{{Account}}:security-group/*'],
  sources: [SOURCES.ec2Malware, SOURCES.ransomware],
};

/** Take rules out of security groups. */
export const CLOSE_SECURITY_GROUPS: PlaybookStatement = {
  actions: ['ec2:RevokeSecurityGroupEgress', 'ec2:RevokeSecurityGroupIngress'],
  resources: ['arn:{{Partition}}:ec2:*:{{Account}}:security-group/*'],
  sources: [SOURCES.networkChanges, SOURCES.preProvision],
};

/** Put rules back into security groups. */
export const REPAIR_SECURITY_GROUPS: PlaybookStatement = {
  actions: [
    'ec2:AuthorizeSecurityGroupEgress',
    'ec2:AuthorizeSecurityGroupIngress',
    'ec2:RevokeSecurityGroupEgress',
    'ec2:RevokeSecurityGroupIngress',
  ],
  resources: ['arn:{{Partition}}:ec2:*:{{Account}}:security-group/*'],
  sources: [SOURCES.networkChanges],
};

/** Remove shares of a snapshot. The condition prevents new shares by the same action. */
export const UNSHARE_SNAPSHOTS: PlaybookStatement = {
  actions: ['ec2:ModifySnapshotAttribute'],
  resources: ['arn:{{Partition}}:ec2:*::snapshot/*'],
  conditions: { Null: { 'ec2:Add/group': 'true', 'ec2:Add/userId': 'true' } },
  sources: [SOURCES.ransomware, SOURCES.snapshotBlock],
};

/** Support cases: only AWS can undo some changes. */
export const SUPPORT_CASES: PlaybookStatement = {
  actions: ['support:AddCommunicationToCase', 'support:CreateCase', 'support:DescribeCases'],
  sources: [SOURCES.supportCases],
};
