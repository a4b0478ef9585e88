import { Claim, each, Question } from './claim';
import { RoleModel } from './model';
import { workQuestions } from './organization-questions';
import { allowed, bySession } from './requests';
import { scopeOfRole } from './structure/scope';
import { ResponderProfile } from '../identity/responder-profile';

/** One step of a responder's work that must be possible. */
interface Step {
  readonly what: string;
  readonly action: string;
  /** Without one: an action that works on no resource. */
  readonly resource?: (account: string, role: RoleModel) => string;
  readonly context?: (role: RoleModel) => { [key: string]: string | string[] };
}

const iamArn = (kind: string, name: string) => (account: string) => `arn:aws:iam::${account}:${kind}/${name}`;
const ec2Arn = (resource: string) => (account: string) => `arn:aws:ec2:us-east-1:${account}:${resource}`;
const denyAll = () => ({ 'iam:PolicyARN': 'arn:aws:iam::aws:policy/AWSDenyAll' });
const ownBoundary = (role: RoleModel) => ({ 'iam:PermissionsBoundary': role.boundaryArn! });
const INSTANCE = ec2Arn('instance/i-0123456789abcdef0');

/** A name that fits a pattern: an app may have its own buckets, documents and tags. */
const fitting = (pattern: string) => pattern.replace('*', 'Collect');
const openTag = (role: RoleModel) => {
  const { commandTagKey = 'IncidentResponse', commandTagValue = 'allowed' } = scopeOfRole(role);
  return { [`ssm:resourceTag/${commandTagKey}`]: commandTagValue };
};

/** Steps that each profile must be able to do, with every playbook. */
const BY_PROFILE: { readonly [profile: string]: readonly Step[] } = {
  SECURITY_INVESTIGATOR: [
    { what: 'looks up the calls of a principal', action: 'cloudtrail:LookupEvents' },
    { what: 'lists instances', action: 'ec2:DescribeInstances' },
    { what: 'reads findings', action: 'guardduty:GetFindings' },
    { what: 'reads a principal\'s policies', action: 'iam:GetAccountAuthorizationDetails' },
    { what: 'searches logs', action: 'logs:FilterLogEvents', resource: (account) => `arn:aws:logs:us-east-1:${account}:log-group:application:*` },
    { what: 'reads a bucket policy', action: 's3:GetBucketPolicy', resource: () => 'arn:aws:s3:::application-data' },
  ],
  INCIDENT_COMMANDER: [
    { what: 'sees the findings', action: 'securityhub:GetFindings', resource: (account) => `arn:aws:securityhub:us-east-1:${account}:hub/default` },
    { what: 'keeps the incident\'s record', action: 'ssm-incidents:UpdateIncidentRecord', resource: (account) => `arn:aws:ssm-incidents::${account}:incident-record/plan/1` },
    { what: 'notifies all subscribers', action: 'sns:Publish', resource: (account) => `arn:aws:sns:us-east-1:${account}:BREAK-GLASS-ALARMS` },
    { what: 'opens a support case', action: 'support:CreateCase' },
  ],
  CLOUD_ADMINISTRATOR: [
    { what: 'opens a shell on a tagged instance', action: 'ssm:StartSession', resource: INSTANCE, context: openTag },
    {
      what: 'uses the logged shell document',
      action: 'ssm:StartSession',
      resource: (account) => `arn:aws:ssm:us-east-1:${account}:document/SSM-SessionManagerRunShell`,
      context: () => ({ 'ssm:SessionDocumentAccessCheck': 'true' }),
    },
    { what: 'restarts an instance', action: 'ec2:RebootInstances', resource: INSTANCE },
  ],
  BREAK_GLASS_ADMIN: [
    { what: 'repairs a broken SAML provider', action: 'iam:UpdateSAMLProvider', resource: iamArn('saml-provider', 'Corporate') },
    { what: 'creates a deleted SAML provider again', action: 'iam:CreateSAMLProvider', resource: iamArn('saml-provider', 'Corporate') },
    { what: 'creates a federated role again, with its own boundary', action: 'iam:CreateRole', resource: iamArn('role', 'bg-repair/Federated'), context: ownBoundary },
    { what: 'puts its boundary on a broken role', action: 'iam:PutRolePermissionsBoundary', resource: iamArn('role', 'Federated'), context: ownBoundary },
    { what: 'adds a policy to a role with its boundary', action: 'iam:PutRolePolicy', resource: iamArn('role', 'Federated'), context: ownBoundary },
    {
      what: 'attaches a managed policy to a role with its boundary',
      action: 'iam:AttachRolePolicy',
      resource: iamArn('role', 'Federated'),
      context: (role) => ({ ...ownBoundary(role), 'iam:PolicyARN': 'arn:aws:iam::aws:policy/ReadOnlyAccess' }),
    },
    { what: 'corrects the trust policy of a role it created', action: 'iam:UpdateAssumeRolePolicy', resource: iamArn('role', 'bg-repair/Federated') },
    { what: 'passes a role it created to an instance', action: 'iam:PassRole', resource: iamArn('role', 'bg-repair/Worker'), context: () => ({ 'iam:PassedToService': 'ec2.amazonaws.com' }) },
  ],
};

/** Steps of a playbook's phase, asked of every role whose profile allows that phase. */
const BY_PLAYBOOK: { readonly [playbook: string]: { readonly [phase: string]: readonly Step[] } } = {
  CREDENTIAL_COMPROMISE: {
    INVESTIGATION: [{ what: 'sees when a key was last used', action: 'iam:GetAccessKeyLastUsed' }],
    CONTAINMENT: [
      { what: 'disables a compromised key', action: 'iam:UpdateAccessKey', resource: iamArn('user', 'eve') },
      { what: 'quarantines a compromised user', action: 'iam:AttachUserPolicy', resource: iamArn('user', 'eve'), context: denyAll },
      { what: 'quarantines a compromised role', action: 'iam:AttachRolePolicy', resource: iamArn('role', 'Application'), context: denyAll },
    ],
    RECOVERY: [
      { what: 'deletes the compromised key', action: 'iam:DeleteAccessKey', resource: iamArn('user', 'eve') },
      { what: 'lifts the quarantine of a user', action: 'iam:DetachUserPolicy', resource: iamArn('user', 'eve'), context: denyAll },
    ],
  },
  EC2_COMPROMISE: {
    CONTAINMENT: [{ what: 'stops an instance', action: 'ec2:StopInstances', resource: INSTANCE }],
    FORENSICS: [
      { what: 'takes a snapshot of a volume', action: 'ec2:CreateSnapshot', resource: ec2Arn('volume/vol-0123456789abcdef0') },
      { what: 'takes a snapshot', action: 'ec2:CreateSnapshot', resource: () => 'arn:aws:ec2:us-east-1::snapshot/snap-0123456789abcdef0' },
      {
        what: 'runs a collection on a tagged instance',
        action: 'ssm:SendCommand',
        resource: INSTANCE,
        context: openTag,
      },
      { what: 'runs a collection document of its account', action: 'ssm:SendCommand', resource: (account, role) => `arn:aws:ssm:us-east-1:${account}:document/${fitting(scopeOfRole(role).commandDocuments?.[0] ?? 'BREAK-GLASS-*')}` },
      {
        what: 'keeps evidence',
        action: 's3:PutObject',
        resource: (_, role) => `arn:aws:s3:::${fitting(scopeOfRole(role).evidenceBucketNames?.[0] ?? 'forensic-evidence-*')}/memory.dump`,
        context: (role) => ({ 'aws:ResourceAccount': scopeOfRole(role).evidenceAccounts?.[0] ?? role.account }),
      },
    ],
  },
  IDP_OUTAGE: {
    RECOVERY: [{ what: 'repairs the SAML provider', action: 'iam:UpdateSAMLProvider', resource: iamArn('saml-provider', 'Corporate') }],
  },
};

function steps(role: RoleModel): { readonly by: string; readonly step: Step }[] {
  const profile = ResponderProfile.standard().find((candidate) => candidate.name === role.tags.Profile);
  const phases = BY_PLAYBOOK[role.tags.Playbook] ?? {};
  return [
    ...(BY_PROFILE[role.tags.Profile] ?? []).map((step) => ({ by: role.tags.Profile, step })),
    ...(profile?.phases ?? []).flatMap((phase) => (phases[phase] ?? []).map((step) => ({ by: `${role.tags.Playbook}, ${phase}`, step }))),
  ];
}

function stepQuestion(role: RoleModel, by: string, step: Step): Question {
  return allowed(role, `${by}: ${step.what} (${step.action})`,
    bySession(role, step.action, step.resource?.(role.account, role) ?? '*', { extra: step.context?.(role) }));
}

export const ABILITY_CLAIMS: readonly Claim[] = [
  {
    id: 'role-does-its-job',
    title: 'Every role can do each step of its profile and its playbook, within its boundary',
    threats: [],
    proof: 'policy',
    ability: true,
    remedy: 'Leave the role\'s policies and boundary to the construct, and exempt it from policies of the organization; what stops the step is named in the answer.',
    questions: (model) => each(model.roles, (role) => {
      const known = steps(role);
      // Nothing is known of the work of a profile of your own but that no policy of the organization takes it.
      return known.length > 0 ? known.map(({ by, step }) => stepQuestion(role, by, step)) : workQuestions(model, role);
    }),
  },
];
