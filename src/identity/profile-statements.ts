import { PlaybookStatement } from '../playbook/playbook-statement';
import { ALARM_NAME_PREFIX } from '../private/names';

/**
 * Permissions of the profiles besides their playbook. They use no AWS managed policies: these change without notice, so a
 * claim about them can't be proven on the template.
 */

const GUIDE = 'https://docs.aws.amazon.com/whitepapers/latest/aws-security-incident-response-guide';

/** Configuration and findings of the account, without contents of resources. Every responder needs these reads first. */
export const SEE_THE_ACCOUNT: PlaybookStatement[] = [{
  actions: [
    'access-analyzer:Get*',
    'access-analyzer:List*',
    'cloudtrail:Describe*',
    'cloudtrail:Get*',
    'cloudtrail:List*',
    'cloudtrail:LookupEvents',
    'cloudwatch:DescribeAlarm*',
    'cloudwatch:GetMetric*',
    'cloudwatch:ListMetrics',
    'config:Describe*',
    'config:GetCompliance*',
    'config:GetResourceConfigHistory',
    'ec2:Describe*',
    'guardduty:Get*',
    'guardduty:List*',
    'health:Describe*',
    'iam:Get*',
    'iam:List*',
    'logs:Describe*',
    'logs:FilterLogEvents',
    'logs:GetLogEvents',
    'logs:GetQueryResults',
    'logs:StartQuery',
    'logs:StopQuery',
    'organizations:DescribeAccount',
    'organizations:DescribeOrganization',
    'organizations:List*',
    's3:GetBucketLocation',
    's3:GetBucketLogging',
    's3:GetBucketPolicy',
    's3:GetBucketPolicyStatus',
    's3:GetBucketPublicAccessBlock',
    's3:GetBucketVersioning',
    's3:GetAccountPublicAccessBlock',
    's3:ListAllMyBuckets',
    'securityhub:Get*',
    'securityhub:List*',
    'tag:GetResources',
  ],
  sources: ['https://docs.aws.amazon.com/security-ir/latest/userguide/operations.html'],
}];

/** Incident records, notifications and support cases for the commander. No access to the workload. */
export const LEAD_THE_INCIDENT: PlaybookStatement[] = [
  {
    actions: [
      'ssm-incidents:CreateTimelineEvent',
      'ssm-incidents:GetIncidentRecord',
      'ssm-incidents:GetTimelineEvent',
      'ssm-incidents:ListRelatedItems',
      'ssm-incidents:ListTimelineEvents',
      'ssm-incidents:UpdateIncidentRecord',
      'ssm-incidents:UpdateRelatedItems',
    ],
    resources: ['arn:{{Partition}}:ssm-incidents::{{Account}}:*'],
    sources: ['https://docs.aws.amazon.com/incident-manager/latest/userguide/security-iam.html'],
  },
  { actions: ['ssm-incidents:ListIncidentRecords'], sources: ['https://docs.aws.amazon.com/incident-manager/latest/userguide/security-iam.html'] },
  {
    actions: ['sns:Publish'],
    resources: [`arn:{{Partition}}:sns:*:{{Account}}:${ALARM_NAME_PREFIX}*`],
    sources: ['https://docs.aws.amazon.com/security-ir/latest/userguide/preparation.html'],
  },
  {
    actions: [
      'support:AddAttachmentsToSet',
      'support:AddCommunicationToCase',
      'support:CreateCase',
      'support:DescribeCases',
      'support:DescribeCommunications',
      'support:DescribeServices',
      'support:DescribeSeverityLevels',
    ],
    sources: ['https://docs.aws.amazon.com/awssupport/latest/user/accessing-support.html'],
  },
];

/** Work on tagged instances for the cloud administrator: a logged shell, no port forwarding. */
export const WORK_ON_INSTANCES: PlaybookStatement[] = [
  {
    actions: ['ssm:StartSession'],
    resources: ['arn:{{Partition}}:ec2:*:{{Account}}:instance/*'],
    conditions: { StringEquals: { 'ssm:resourceTag/{{CommandTagKey}}': '{{CommandTagValue}}' } },
    sources: ['https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-restrict-access-quickstart.html'],
  },
  {
    actions: ['ssm:StartSession'],
    resources: ['arn:{{Partition}}:ssm:*:{{Account}}:document/SSM-SessionManagerRunShell'],
    // With this check a session needs a document that is named here. Without it the default document is always allowed.
    conditions: { BoolIfExists: { 'ssm:SessionDocumentAccessCheck': 'true' } },
    sources: ['https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-specify-session-document.html'],
  },
  {
    actions: ['ssm:ResumeSession', 'ssm:TerminateSession'],
    // Own sessions only.
    resources: ['arn:{{Partition}}:ssm:*:{{Account}}:session/${aws:userid}-*'],
    sources: ['https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-restrict-access-examples.html'],
  },
  {
    actions: ['ec2:RebootInstances', 'ec2:StartInstances', 'ec2:StopInstances'],
    resources: ['arn:{{Partition}}:ec2:*:{{Account}}:instance/*'],
    sources: [`${GUIDE}/recovery.html`],
  },
  {
    actions: ['ssm:DescribeInstanceInformation', 'ssm:DescribeSessions', 'ssm:GetConnectionStatus'],
    sources: ['https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager.html'],
  },
];

/**
 * Repair of IAM for the break-glass admin. Every role that the admin creates or changes has the admin's own boundary,
 * `{{Boundary}}`. `{{RepairRoles}}` are the only roles whose trust policy the admin may write and that it may pass.
 */
export const REPAIR_IAM: PlaybookStatement[] = [
  {
    actions: [
      'iam:AttachRolePolicy',
      'iam:CreateRole',
      'iam:DeleteRolePolicy',
      'iam:DetachRolePolicy',
      'iam:PutRolePermissionsBoundary',
      'iam:PutRolePolicy',
    ],
    resources: ['arn:{{Partition}}:iam::{{Account}}:role/*'],
    conditions: { StringEquals: { 'iam:PermissionsBoundary': '{{Boundary}}' } },
    sources: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html'],
  },
  {
    actions: ['iam:DeleteRole', 'iam:UpdateAssumeRolePolicy'],
    resources: ['{{RepairRoles}}'],
    sources: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_roles.html'],
  },
  {
    actions: ['iam:PassRole'],
    resources: ['{{RepairRoles}}'],
    conditions: { StringEquals: { 'iam:PassedToService': ['ec2.amazonaws.com', 'ssm.amazonaws.com'] } },
    sources: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html'],
  },
  {
    actions: ['iam:CreateSAMLProvider', 'iam:UpdateSAMLProvider'],
    resources: ['arn:{{Partition}}:iam::{{Account}}:saml-provider/*'],
    sources: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml.html'],
  },
];
