import { WITHOUT_ROLE_BOUNDARY, WITHOUT_USER_BOUNDARY } from './back-doors/expected';
import { ELEVATION_MUTATIONS } from './elevation-mutations';
import { STRUCTURE_MUTATIONS } from './structure-mutations';
import { TEMPLATE_MUTATIONS } from './template-mutations';
import { SynthesizedStack } from '../../src/claims/internal';

/** One mitigation taken out of our own templates, and the claim that must notice. */
export interface Mutation {
  readonly id: string;
  readonly removed: string;
  readonly claim: string;
  /** Further claims that rightly see the same loss. */
  readonly also?: readonly string[];
  readonly mutate: (templates: Templates) => void;
}

/** The templates of the small organization, to be changed in place. */
export class Templates {
  constructor(private readonly stacks: SynthesizedStack[]) {}

  public addStack(stack: SynthesizedStack): void {
    this.stacks.push(stack);
  }

  public resource(logicalIdPrefix: string, type: string): any {
    for (const { template } of this.stacks) {
      const found = Object.entries<any>(template.Resources).find(([id, resource]) => id.startsWith(logicalIdPrefix) && resource.Type === type);
      if (found) { return found[1]; }
    }
    throw new Error(`no ${type} ${logicalIdPrefix} to mutate`);
  }

  public logicalId(prefix: string, type: string): string {
    const all = this.stacks.flatMap(({ template }) => Object.entries<any>(template.Resources));
    const found = all.find(([id, resource]) => id.startsWith(prefix) && resource.Type === type);
    if (!found) { throw new Error(`no ${type} ${prefix} to refer to`); }
    return found[0];
  }

  public all(type: string): any[] {
    return this.stacks.flatMap(({ template }) => Object.values<any>(template.Resources).filter((resource) => resource.Type === type));
  }

  /** Where a new resource goes. */
  public get security(): any {
    return this.stacks.find((stack) => stack.name === 'Security')!.template;
  }

  public stack(name: string): any {
    const found = this.stacks.find((stack) => stack.name === name);
    if (!found) { throw new Error(`no stack ${name} to mutate`); }
    return found.template;
  }

  public managedPolicy(id: string): any {
    return this.resource(id, 'AWS::IAM::ManagedPolicy').Properties.PolicyDocument;
  }

  public trust(id: string): any {
    return this.resource(id, 'AWS::IAM::Role').Properties.AssumeRolePolicyDocument;
  }
}

const statement = (document: any, sid: string) => {
  const found = document.Statement.find((candidate: any) => candidate.Sid === sid);
  if (!found) { throw new Error(`no statement ${sid} to mutate`); }
  return found;
};

/** Takes sign-in out of what a cap leaves open. */
function closeCap(document: any, sid: string): void {
  const cap = statement(document, sid);
  cap.NotAction = [cap.NotAction].flat().filter((action: string) => !action.startsWith('signin:'));
}

function dropAllow(document: any, action: string): void {
  const index = document.Statement.findIndex((one: any) => one.Effect === 'Allow' && [one.Action].flat().includes(action));
  if (index < 0) { throw new Error(`no statement allows ${action}`); }
  document.Statement.splice(index, 1);
}

/** Each policy of Jane's password with its first custodian only. */
function oneCustodian(t: Templates): void {
  const secret = t.resource('JanePasswordPolicy', 'AWS::SecretsManager::ResourcePolicy').Properties.ResourcePolicy;
  const key = t.resource('JanePasswordKey', 'AWS::KMS::Key').Properties.KeyPolicy;
  for (const document of [secret, key]) {
    const allow = statement(document, 'AllowCustodians');
    const [first, second] = allow.Principal.AWS;
    allow.Principal.AWS = first;
    for (const { Condition } of document.Statement.filter((one: any) => one.Condition?.ArnNotEquals)) {
      const exempt = Condition.ArnNotEquals['aws:PrincipalArn'];
      if (Array.isArray(exempt)) { Condition.ArnNotEquals['aws:PrincipalArn'] = exempt.filter((arn: any) => arn !== second); }
    }
  }
}

function dropStatement(document: any, sid: string): void {
  document.Statement.splice(document.Statement.indexOf(statement(document, sid)), 1);
}

function dropCondition(document: any, operator: string, key: string): void {
  const affected = document.Statement.filter((candidate: any) => candidate.Condition?.[operator]?.[key] !== undefined);
  if (affected.length === 0) { throw new Error(`no condition ${operator} ${key} to mutate`); }
  for (const { Condition } of affected) {
    delete Condition[operator][key];
    if (Object.keys(Condition[operator]).length === 0) { delete Condition[operator]; }
  }
}

/** Lets actions through the cap of a boundary, and nothing else about them denied. */
function openCap(templates: Templates, boundary: string, ...actions: string[]): void {
  const cap = statement(templates.managedPolicy(boundary), 'DenyBeyondPlaybook');
  cap.NotAction = [...cap.NotAction, ...actions];
}

function without(resource: any, ...path: string[]): void {
  const parent = path.slice(0, -1).reduce((value, key) => value[key], resource);
  if (parent[path[path.length - 1]] === undefined) { throw new Error(`nothing at ${path.join('.')} to mutate`); }
  delete parent[path[path.length - 1]];
}

/** A boundary's statement loses one action, or one resource. */
function drop(list: any, matching: (text: string) => boolean): any {
  const kept = [list].flat().filter((entry: any) => !matching(JSON.stringify(entry)));
  if (kept.length === [list].flat().length) { throw new Error('no entry to drop'); }
  return kept;
}

const ADMIN = 'AdminBoundary';
const filtersOf = (templates: Templates, id: string) => templates.all('AWS::Logs::MetricFilter').filter((filter) => JSON.stringify(filter.Properties.FilterName).includes(`-${id}-`));
const rulesOf = (templates: Templates, id: string) => templates.all('AWS::Events::Rule').filter((rule) => JSON.stringify(rule.Properties.Name).includes(`-${id}-`));
/** The role with which the rules of the security account publish. */
const ruleRole = (templates: Templates) => templates.resource('AlarmRulesToTopicRole', 'AWS::IAM::Role').Properties;
/** A rule or filter that can see nothing. */
const blindFilters = (templates: Templates, id: string) => filtersOf(templates, id).forEach((filter) => { filter.Properties.FilterPattern = '{ $.eventName="Nothing" }'; });
const blindRules = (templates: Templates, id: string) => rulesOf(templates, id).forEach((rule) => { rule.Properties.EventPattern = { detail: { eventName: ['Nothing'] } }; });

export const MUTATIONS: readonly Mutation[] = [
  // The user
  { id: 'user-boundary', removed: 'the user\'s permissions boundary', claim: 'user-bounded', also: WITHOUT_USER_BOUNDARY.slice(1), mutate: (t) => without(t.resource('Jane', 'AWS::IAM::User'), 'Properties', 'PermissionsBoundary') },
  { id: 'user-foreign-policy', removed: 'own policies only: a managed policy from elsewhere is attached', claim: 'user-policies-known', mutate: (t) => t.resource('Jane', 'AWS::IAM::User').Properties.ManagedPolicyArns.push('arn:aws:iam::aws:policy/ReadOnlyAccess') },
  { id: 'user-mfa-in-boundary', removed: 'MFA in the user\'s boundary (DenyRolesWithoutMfa)', claim: 'user-needs-mfa-for-roles', mutate: (t) => dropStatement(t.managedPolicy('JaneBoundary'), 'DenyRolesWithoutMfa') },
  { id: 'user-mfa-if-exists', removed: 'IfExists in the user\'s MFA deny, so that absent counts as present', claim: 'user-needs-mfa-for-roles', also: ['user-boundary-as-written'], mutate: (t) => { statement(t.managedPolicy('JaneBoundary'), 'DenyRolesWithoutMfa').Condition = { Bool: { 'aws:MultiFactorAuthPresent': 'false' } }; } },
  { id: 'user-mfa-in-permissions', removed: 'MFA in the user\'s allow of AssumeRole', claim: 'user-needs-mfa-for-roles', also: ['user-permissions-as-written'], mutate: (t) => dropCondition(t.managedPolicy('JanePermissions'), 'Bool', 'aws:MultiFactorAuthPresent') },
  { id: 'user-role-list', removed: 'the list of the user\'s roles in its boundary (DenyOtherRoles)', claim: 'user-only-its-roles', mutate: (t) => dropStatement(t.managedPolicy('JaneBoundary'), 'DenyOtherRoles') },
  { id: 'user-cap', removed: 'the cap of the user\'s boundary (DenyBeyondBreakGlass)', claim: 'user-only-break-glass', mutate: (t) => dropStatement(t.managedPolicy('JaneBoundary'), 'DenyBeyondBreakGlass') },
  {
    id: 'user-cap-implicit',
    removed: 'the explicit deny of the cap, leaving it implicit',
    claim: 'user-only-break-glass',
    mutate: (t) => {
      const boundary = t.managedPolicy('JaneBoundary');
      const cap = statement(boundary, 'DenyBeyondBreakGlass').NotAction;
      dropStatement(boundary, 'DenyBeyondBreakGlass');
      boundary.Statement[0].Action = cap;
    },
  },
  { id: 'user-long-lived', removed: 'the deny of long-lived credentials', claim: 'user-no-long-lived-credentials', mutate: (t) => dropStatement(t.managedPolicy('JanePermissions'), 'DenyLongLivedCredentials') },
  ...['iam:CreateAccessKey', 'iam:CreateServiceSpecificCredential', 'iam:UploadSSHPublicKey', 'iam:UploadSigningCertificate'].map((action): Mutation => ({
    id: `user-long-lived-${action.slice(4)}`,
    removed: `${action} in the deny of long-lived credentials`,
    claim: 'user-no-long-lived-credentials',
    also: ['user-permissions-as-written'],
    mutate: (t) => {
      const deny = statement(t.managedPolicy('JanePermissions'), 'DenyLongLivedCredentials');
      deny.Action = drop(deny.Action, (entry) => entry === `"${action}"`);
    },
  })),
  { id: 'user-access-key', removed: 'absence of access keys: one is made', claim: 'user-no-access-key', mutate: (t) => { t.security.Resources.Key = { Type: 'AWS::IAM::AccessKey', Properties: { UserName: 'jane.doe-BREAK-GLASS' } }; } },
  { id: 'user-other-users', removed: 'the limit to the user itself (DenyOtherUsers)', claim: 'user-no-other-user', mutate: (t) => dropStatement(t.managedPolicy('NewBoundary'), 'DenyOtherUsers') },
  { id: 'user-further-device', removed: 'the deny of further devices after commissioning', claim: 'user-no-further-device', mutate: (t) => dropStatement(t.managedPolicy('JaneBoundary'), 'DenyEnrolment') },
  { id: 'user-window-begins', removed: 'the beginning of the window in which a user replaces a device', claim: 'user-no-further-device', mutate: (t) => dropStatement(t.managedPolicy('ReplacingBoundary'), 'DenyEnrolmentBefore') },
  { id: 'user-window-ends', removed: 'the end of the window in which a user replaces a device', claim: 'user-no-further-device', mutate: (t) => dropStatement(t.managedPolicy('ReplacingBoundary'), 'DenyEnrolmentAfter') },
  { id: 'user-former', removed: 'the deny of everything for a former user, but for S3', claim: 'user-former-powerless', also: ['user-boundary-as-written', 'user-no-other-sign-in', 'user-no-other-user', 'user-only-break-glass', 'user-only-its-roles'], mutate: (t) => { statement(t.managedPolicy('FormerBoundary'), 'DenyFormerUser').Action = 's3:*'; } },
  { id: 'user-console-in-boundary', removed: 'sign-in to the console in the cap of the user\'s boundary', claim: 'user-can-sign-in', mutate: (t) => closeCap(t.managedPolicy('JaneBoundary'), 'DenyBeyondBreakGlass') },
  { id: 'user-console-in-permissions', removed: 'sign-in to the console in the user\'s permissions', claim: 'user-can-sign-in', mutate: (t) => dropAllow(t.managedPolicy('JanePermissions'), 'signin:Authenticate') },
  { id: 'user-other-sign-in', removed: 'the deny of other clients than the console (DenyOtherSignIn)', claim: 'user-no-other-sign-in', mutate: (t) => dropStatement(t.managedPolicy('JaneBoundary'), 'DenyOtherSignIn') },
  { id: 'user-login-with-mfa', removed: 'MFA for aws login (DenyLoginWithoutMfa)', claim: 'user-no-other-sign-in', mutate: (t) => dropStatement(t.managedPolicy('CliBoundary'), 'DenyLoginWithoutMfa') },
  { id: 'user-kept-after-failure', removed: 'the removal of what a failed first deployment made', claim: 'deployment-can-be-repeated', mutate: (t) => { t.resource('Jane', 'AWS::IAM::User').DeletionPolicy = 'Retain'; } },
  { id: 'role-console', removed: 'sign-in to the console in the cap of a role\'s boundary', claim: 'role-session-can-open-console', mutate: (t) => closeCap(t.managedPolicy('InvestigatorBoundary'), 'DenyBeyondPlaybook') },
  { id: 'role-other-sign-in', removed: 'the deny of other clients than the console in a role\'s boundary', claim: 'role-session-no-other-sign-in', mutate: (t) => dropStatement(t.managedPolicy('InvestigatorBoundary'), 'DenyOtherSignIn') },
  { id: 'role-command-line', removed: 'aws login of the only responder who has it', claim: 'role-reachable-by-command-line', also: ['user-boundary-as-written', 'user-no-other-sign-in'], mutate: (t) => t.managedPolicy('CliPermissions').Statement.splice(-2, 1) },
  { id: 'permission-set-console', removed: 'sign-in to the console in a permission set', claim: 'permission-set-can-open-console', mutate: (t) => dropAllow(t.resource('Contain', 'AWS::SSO::PermissionSet').Properties.InlinePolicy, 'signin:Authenticate') },
  { id: 'password-second-custodian', removed: 'the second custodian', claim: 'password-two-custodians', mutate: (t) => oneCustodian(t) },
  { id: 'user-enrolment', removed: 'the allow of the first enrolment', claim: 'user-can-commission', mutate: (t) => { t.managedPolicy('NewPermissions').Statement.splice(0, 1); } },
  {
    id: 'user-assume',
    removed: 'the allow of AssumeRole',
    claim: 'user-can-assume-its-roles',
    mutate: (t) => {
    // On the user's side only; a same-account trust that names the user would let it in alone, another account's doesn't.
      const document = t.managedPolicy('JanePermissions');
      document.Statement.splice(document.Statement.findIndex((candidate: any) => candidate.Action === 'sts:AssumeRole'), 1);
    },
  },

  // The password
  { id: 'password-symbols', removed: 'the exclusion of what IAM doesn\'t count as a symbol', claim: 'password-generated', mutate: (t) => without(t.resource('JanePassword', 'AWS::SecretsManager::Secret'), 'Properties', 'GenerateSecretString', 'ExcludeCharacters') },
  { id: 'password-reset', removed: 'the change of the password at the first sign-in', claim: 'password-generated', mutate: (t) => without(t.resource('Jane', 'AWS::IAM::User'), 'Properties', 'LoginProfile', 'PasswordResetRequired') },
  { id: 'password-plain', removed: 'the reference to the secret: a plain password', claim: 'password-generated', mutate: (t) => { t.resource('Jane', 'AWS::IAM::User').Properties.LoginProfile.Password = 'Correct-Horse-Battery-1'; } },
  {
    id: 'password-readers',
    removed: 'the deny to all but the custodians (DenyReadToOthers)',
    claim: 'password-only-custodians',
    mutate: (t) => {
    // The exempted list goes with it, so only the reading is asked.
      dropStatement(t.resource('JanePasswordPolicy', 'AWS::SecretsManager::ResourcePolicy').Properties.ResourcePolicy, 'DenyReadToOthers');
    },
  },
  { id: 'password-changes', removed: 'the deny of changes to all but CloudFormation (DenyChangeToOthers)', claim: 'password-policy-fixed', mutate: (t) => dropStatement(t.resource('JanePasswordPolicy', 'AWS::SecretsManager::ResourcePolicy').Properties.ResourcePolicy, 'DenyChangeToOthers') },
  {
    id: 'password-custodians',
    removed: 'the custodians in the exemption of the deny',
    claim: 'password-custodians-can-read',
    mutate: (t) => {
      const deny = statement(t.resource('JanePasswordPolicy', 'AWS::SecretsManager::ResourcePolicy').Properties.ResourcePolicy, 'DenyReadToOthers');
      deny.Condition.ArnNotEquals['aws:PrincipalArn'] = drop(deny.Condition.ArnNotEquals['aws:PrincipalArn'], (entry) => entry.includes('Custodian'));
    },
  },
  { id: 'password-key-policy', removed: 'the deny in the key\'s policy (DenyUseToOthers)', claim: 'password-key-only-custodians', mutate: (t) => dropStatement(t.resource('JanePasswordKey', 'AWS::KMS::Key').Properties.KeyPolicy, 'DenyUseToOthers') },
  { id: 'password-key', removed: 'the customer managed key', claim: 'password-own-key', mutate: (t) => without(t.resource('JanePassword', 'AWS::SecretsManager::Secret'), 'Properties', 'KmsKeyId') },
  { id: 'password-retained', removed: 'the retention of the secret', claim: 'user-and-password-retained', mutate: (t) => without(t.resource('JanePassword', 'AWS::SecretsManager::Secret'), 'DeletionPolicy') },
  { id: 'user-retained', removed: 'the retention of the user', claim: 'user-and-password-retained', mutate: (t) => without(t.resource('Jane', 'AWS::IAM::User'), 'UpdateReplacePolicy') },

  // The role's trust
  {
    id: 'role-mfa',
    removed: 'MFA in the trust, and its age',
    claim: 'role-needs-mfa',
    also: ['role-needs-recent-mfa'],
    mutate: (t) => {
      dropCondition(t.trust('Admin'), 'Bool', 'aws:MultiFactorAuthPresent');
      dropCondition(t.trust('Admin'), 'NumericLessThanEquals', 'aws:MultiFactorAuthAge');
    },
  },
  { id: 'role-mfa-present', removed: 'MFA in the trust, with its age left', claim: 'role-trust-as-written', mutate: (t) => dropCondition(t.trust('Admin'), 'Bool', 'aws:MultiFactorAuthPresent') },
  { id: 'role-mfa-age', removed: 'the age of MFA in the trust', claim: 'role-needs-recent-mfa', mutate: (t) => dropCondition(t.trust('Admin'), 'NumericLessThanEquals', 'aws:MultiFactorAuthAge') },
  {
    id: 'role-account-principal',
    removed: 'exact users: the account as such is trusted',
    claim: 'role-only-its-responders',
    also: ['role-trust-as-written'],
    mutate: (t) => {
    // Beside the users, so that what else is promised of them still is.
      const [first] = t.trust('Responder').Statement;
      t.trust('Responder').Statement.push({ ...first, Sid: 'Everybody', Principal: { AWS: 'arn:aws:iam::111111111111:root' } });
    },
  },
  { id: 'role-session-name', removed: 'the session name in the trust', claim: 'role-session-named-after-user', mutate: (t) => dropCondition(t.trust('Admin'), 'StringEquals', 'sts:RoleSessionName') },
  {
    id: 'role-federated',
    removed: 'IAM users only: an Identity Center role is trusted',
    claim: 'role-without-federation',
    also: ['role-trust-as-written'],
    mutate: (t) => {
      t.trust('Responder').Statement.push({ Effect: 'Allow', Principal: { Federated: 'arn:aws:iam::111111111111:saml-provider/Corporate' }, Action: 'sts:AssumeRoleWithSAML' });
    },
  },
  { id: 'role-window-end', removed: 'the end of the activation window', claim: 'role-window-closes', mutate: (t) => dropCondition(t.trust('Sealed'), 'DateLessThanEquals', 'aws:CurrentTime') },
  { id: 'role-window-start', removed: 'the start of the activation window', claim: 'role-window-closes', mutate: (t) => dropCondition(t.trust('Sealed'), 'DateGreaterThanEquals', 'aws:CurrentTime') },
  { id: 'role-trust-address', removed: 'the addresses in the trust', claim: 'role-from-its-addresses', mutate: (t) => dropCondition(t.trust('Forensics'), 'IpAddress', 'aws:SourceIp') },
  { id: 'role-boundary-address', removed: 'the addresses in the boundary (DenyOtherAddresses)', claim: 'role-from-its-addresses', mutate: (t) => dropStatement(t.managedPolicy('ForensicsBoundary'), 'DenyOtherAddresses') },
  { id: 'role-via-service', removed: 'the exception for services acting on the session\'s behalf', claim: 'role-from-its-addresses', also: ['role-boundary-as-written'], mutate: (t) => dropCondition(t.managedPolicy('ForensicsBoundary'), 'BoolIfExists', 'aws:ViaAWSService') },
  { id: 'role-regions', removed: 'the Regions (DenyOtherRegions)', claim: 'role-in-its-regions', mutate: (t) => dropStatement(t.managedPolicy('ForensicsBoundary'), 'DenyOtherRegions') },
  {
    id: 'role-incident',
    removed: 'the incident tag on AssumeRole',
    claim: 'role-with-incident',
    mutate: (t) => {
      dropCondition({ Statement: [statement(t.trust('Forensics'), 'Responders')] }, 'StringLike', 'aws:RequestTag/IncidentId');
    },
  },
  { id: 'role-other-tags', removed: 'the refusal of other tags', claim: 'role-with-incident', mutate: (t) => dropCondition(t.trust('Forensics'), 'ForAllValues:StringEquals', 'aws:TagKeys') },
  {
    id: 'role-source-identity',
    removed: 'the source identity on AssumeRole',
    claim: 'role-with-source-identity',
    mutate: (t) => {
      dropCondition({ Statement: [statement(t.trust('Forensics'), 'Responders')] }, 'StringEquals', 'sts:SourceIdentity');
    },
  },
  { id: 'role-organization', removed: 'the organization in the trust', claim: 'role-in-its-organization', mutate: (t) => dropCondition(t.trust('CloudAdmin'), 'StringEquals', 'aws:PrincipalOrgID') },
  { id: 'role-session-length', removed: 'the short session of the admin', claim: 'role-session-length', mutate: (t) => { t.resource('Admin', 'AWS::IAM::Role').Properties.MaxSessionDuration = 43200; } },
  { id: 'role-retained', removed: 'the retention of a role', claim: 'role-retained', mutate: (t) => without(t.resource('Admin', 'AWS::IAM::Role'), 'DeletionPolicy') },

  // The role's boundary
  { id: 'role-boundary', removed: 'the role\'s permissions boundary', claim: 'role-bounded', also: WITHOUT_ROLE_BOUNDARY.slice(1), mutate: (t) => without(t.resource('Investigator', 'AWS::IAM::Role'), 'Properties', 'PermissionsBoundary') },
  { id: 'role-administrator', removed: 'own policies only: AdministratorAccess is attached to the role', claim: 'role-policies-known', mutate: (t) => t.resource('Commander', 'AWS::IAM::Role').Properties.ManagedPolicyArns.push('arn:aws:iam::aws:policy/ReadOnlyAccess') },
  { id: 'role-cap', removed: 'the cap, for Lambda', claim: 'role-capped', also: ['role-boundary-as-written'], mutate: (t) => openCap(t, 'CommanderBoundary', 'lambda:*') },
  {
    id: 'role-cap-implicit',
    removed: 'the explicit deny of the cap for reads of secrets, leaving it implicit',
    claim: 'role-capped',
    also: ['role-boundary-as-written'],
    mutate: (t) => {
      openCap(t, 'CommanderBoundary', 'dynamodb:*');
      t.managedPolicy('CommanderBoundary').Statement[0] = { Effect: 'Allow', NotAction: 'dynamodb:*', Resource: '*' };
    },
  },
  { id: 'role-minting', removed: 'the stop to new users', claim: 'role-mints-nobody', also: ['role-boundary-as-written'], mutate: (t) => openCap(t, ADMIN, 'iam:CreateUser') },
  { id: 'role-minting-keys', removed: 'the stop to new keys', claim: 'role-mints-nobody', also: ['role-boundary-as-written'], mutate: (t) => openCap(t, ADMIN, 'iam:CreateAccessKey') },
  { id: 'role-unbounding', removed: 'the stop to the removal of boundaries', claim: 'role-keeps-boundaries', also: ['role-boundary-as-written'], mutate: (t) => openCap(t, ADMIN, 'iam:DeleteRolePermissionsBoundary') },
  {
    id: 'role-policy-versions',
    removed: 'the stop to new policy versions',
    claim: 'role-keeps-boundaries',
    also: ['role-boundary-as-written'],
    mutate: (t) => {
    // Break-glass policies stay under their own guard; other policies are what this is about.
      openCap(t, ADMIN, 'iam:CreatePolicyVersion');
    },
  },
  { id: 'role-bounded-roles', removed: 'the boundary on roles the admin makes (DenyUnboundedRoles)', claim: 'role-makes-no-unbounded-role', mutate: (t) => dropStatement(t.managedPolicy(ADMIN), 'DenyUnboundedRoles') },
  { id: 'role-trust-writing', removed: 'the stop to rewriting trusts (DenyForeignTrust)', claim: 'role-rewrites-no-trust', mutate: (t) => dropStatement(t.managedPolicy(ADMIN), 'DenyForeignTrust') },
  { id: 'role-passing', removed: 'the stop to passing roles (DenyForeignPassRole)', claim: 'role-passes-no-stronger-role', mutate: (t) => dropStatement(t.managedPolicy(ADMIN), 'DenyForeignPassRole') },
  { id: 'role-user-quarantine', removed: 'the pin on quarantine policies for users (DenyOtherUserPolicies)', claim: 'role-contains-only-by-quarantine', mutate: (t) => dropStatement(t.managedPolicy('ResponderBoundary'), 'DenyOtherUserPolicies') },
  { id: 'role-role-quarantine', removed: 'the pin on quarantine policies for roles (DenyOtherRolePolicies)', claim: 'role-contains-only-by-quarantine', mutate: (t) => dropStatement(t.managedPolicy('ResponderBoundary'), 'DenyOtherRolePolicies') },
  {
    id: 'role-break-glass',
    removed: 'the guard on break-glass users and roles',
    claim: 'role-leaves-break-glass-alone',
    also: ['role-boundary-as-written'],
    mutate: (t) => {
      const guard = statement(t.managedPolicy(ADMIN), 'DenyBreakGlassChanges');
      guard.Resource = drop(guard.Resource, (entry) => /:(user|role)\//.test(entry));
    },
  },
  {
    id: 'role-passwords',
    removed: 'the guard on first passwords',
    claim: 'role-reads-no-password',
    also: ['role-boundary-as-written'],
    mutate: (t) => {
      const guard = statement(t.managedPolicy(ADMIN), 'DenyBreakGlassChanges');
      guard.Resource = drop(guard.Resource, (entry) => entry.includes('secretsmanager'));
    },
  },
  { id: 'role-logging', removed: 'the stop to changing the trail', claim: 'role-keeps-logging', also: ['role-boundary-as-written'], mutate: (t) => openCap(t, ADMIN, 'cloudtrail:StopLogging') },
  { id: 'role-alarms', removed: 'the stop to deleting alarms', claim: 'role-keeps-alarms', also: ['role-boundary-as-written'], mutate: (t) => openCap(t, ADMIN, 'cloudwatch:DeleteAlarms') },
  { id: 'role-filters', removed: 'the stop to deleting metric filters', claim: 'role-keeps-alarms', also: ['role-boundary-as-written'], mutate: (t) => openCap(t, ADMIN, 'logs:DeleteMetricFilter') },
  { id: 'role-account', removed: 'the stop to closing the account', claim: 'role-keeps-account', also: ['role-boundary-as-written'], mutate: (t) => openCap(t, ADMIN, 'account:CloseAccount') },
  { id: 'role-chaining', removed: 'the stop to assuming other roles', claim: 'role-takes-no-other-identity', also: ['role-boundary-as-written'], mutate: (t) => openCap(t, ADMIN, 'sts:AssumeRole') },
  { id: 'investigator-writes', removed: 'the investigator\'s limit to reads', claim: 'investigator-only-reads', also: ['role-permissions-as-written'], mutate: (t) => { t.managedPolicy('InvestigatorPermissions1').Statement.push({ Effect: 'Allow', Action: 's3:DeleteObject', Resource: '*' }); } },
  { id: 'role-command-tag', removed: 'the tag that opens an instance for commands', claim: 'role-commands-scoped', also: ['role-permissions-as-written'], mutate: (t) => dropCondition(t.managedPolicy('ForensicsPermissions1'), 'StringEquals', 'ssm:resourceTag/IncidentResponse') },
  {
    id: 'role-command-document',
    removed: 'the limit to own command documents',
    claim: 'role-commands-scoped',
    also: ['role-permissions-as-written'],
    mutate: (t) => {
      const send = t.managedPolicy('ForensicsPermissions1').Statement.find((candidate: any) => JSON.stringify(candidate.Resource).includes('document/BREAK-GLASS'));
      send.Resource = '*';
    },
  },
  { id: 'role-evidence', removed: 'the account of the evidence buckets', claim: 'role-evidence-stays', also: ['role-permissions-as-written'], mutate: (t) => dropCondition(t.managedPolicy('ForensicsPermissions1'), 'StringEquals', 'aws:ResourceAccount') },
  { id: 'role-job', removed: 'the exception for quarantine in the boundary: a boundary that also stops the work', claim: 'role-does-its-job', also: ['role-boundary-as-written'], mutate: (t) => dropCondition(t.managedPolicy('ResponderBoundary'), 'ArnNotEquals', 'iam:PolicyARN') },

  // Permission sets
  { id: 'permission-set-risk', removed: 'the high-risk denies of a permission set', claim: 'permission-set-no-high-risk', mutate: (t) => dropStatement(t.resource('Contain', 'AWS::SSO::PermissionSet').Properties.InlinePolicy, 'DenyHighRisk') },
  { id: 'permission-set-break-glass', removed: 'the guard on break-glass principals in a permission set', claim: 'permission-set-leaves-break-glass-alone', mutate: (t) => dropStatement(t.resource('Contain', 'AWS::SSO::PermissionSet').Properties.InlinePolicy, 'DenyBreakGlass') },
  { id: 'permission-set-session', removed: 'the short session of a permission set', claim: 'permission-set-session-length', also: ['permission-set-as-written'], mutate: (t) => { t.resource('Contain', 'AWS::SSO::PermissionSet').Properties.SessionDuration = 'PT12H'; } },

  // Detection
  { id: 'detect-use-filters', removed: 'the metric filters on use', claim: 'use-is-alarmed', also: ['filters-as-written'], mutate: (t) => blindFilters(t, 'Use') },
  { id: 'detect-use-rules', removed: 'the event rules on use', claim: 'use-is-alarmed', also: ['rules-as-written'], mutate: (t) => blindRules(t, 'Use') },
  { id: 'detect-switch-role', removed: 'Switch Role and actions inside: AssumeRole only is watched', claim: 'use-is-alarmed', also: ['filters-as-written'], mutate: (t) => filtersOf(t, 'Use').filter((filter) => !JSON.stringify(filter.Properties.FilterPattern).includes('requestParameters')).forEach((filter) => { filter.Properties.FilterPattern = '{ $.eventName="Nothing" }'; }) },
  { id: 'detect-sign-in', removed: 'the metric filters on sign-ins', claim: 'sign-in-is-alarmed', also: ['filters-as-written'], mutate: (t) => { blindFilters(t, 'SignIn'); } },
  { id: 'detect-refusals', removed: 'the event rules on refusals', claim: 'refusals-are-alarmed', also: ['rules-as-written'], mutate: (t) => blindRules(t, 'Denied') },
  { id: 'detect-root', removed: 'the metric filter on root', claim: 'root-is-alarmed', also: ['filters-as-written'], mutate: (t) => blindFilters(t, 'Root') },
  { id: 'detect-password', removed: 'the event rules on reads of passwords', claim: 'password-read-is-alarmed', also: ['rules-as-written'], mutate: (t) => blindRules(t, 'PasswordRead') },
  { id: 'detect-tampering', removed: 'the metric filters on tampering', claim: 'tampering-is-alarmed', also: ['filters-as-written'], mutate: (t) => blindFilters(t, 'Tampering') },
  {
    id: 'detect-noise',
    removed: 'exactness: role names are matched by their beginning',
    claim: 'noise-stays-silent',
    also: ['filters-as-written'],
    mutate: (t) => filtersOf(t, 'Use').forEach((filter) => {
      filter.Properties.FilterPattern = JSON.parse(JSON.stringify(filter.Properties.FilterPattern).replace(/(:role\/bg\/[A-Z_-]+)\\"/g, '$1*\\"'));
    }),
  },
  { id: 'log-group-class', removed: 'the class of the trail\'s log group that has metric filters', claim: 'trail-log-group-intact', mutate: (t) => { t.resource('Trail', 'AWS::Logs::LogGroup').Properties.LogGroupClass = 'INFREQUENT_ACCESS'; } },
  { id: 'filter-value', removed: 'the value that a filter counts', claim: 'filters-as-written', mutate: (t) => { filtersOf(t, 'Use')[0].Properties.MetricTransformations[0].MetricValue = '0'; } },
  {
    id: 'alarm-mute-rule',
    removed: 'absence of mute rules: one mutes an alarm',
    claim: 'alarms-not-silenced',
    mutate: (t) => {
      t.security.Resources.Mute = {
        Type: 'AWS::CloudWatch::AlarmMuteRule',
        Properties: { Rule: { Schedule: { Expression: 'cron(0 0 * * ? *)', Duration: 'PT24H' } }, MuteTargets: { AlarmNames: [{ Ref: t.logicalId('AlarmUseAlarm', 'AWS::CloudWatch::Alarm') }] } },
      };
    },
  },
  { id: 'rule-pattern', removed: 'the width of a rule: it matches one Region only', claim: 'rules-as-written', mutate: (t) => { rulesOf(t, 'Root')[0].Properties.EventPattern.detail.awsRegion = ['us-east-1']; } },
  { id: 'alarm-target', removed: 'the target of an alarm: it notifies another topic', claim: 'targets-as-written', mutate: (t) => { t.resource('AlarmUseAlarm', 'AWS::CloudWatch::Alarm').Properties.AlarmActions = ['arn:aws:sns:us-east-1:111111111111:other']; } },
  { id: 'rule-role-account', removed: 'the account in the trust of the role with which rules publish', claim: 'targets-as-written', mutate: (t) => { delete ruleRole(t).AssumeRolePolicyDocument.Statement[0].Condition; } },
  { id: 'rule-role-topic', removed: 'the topic in the policy of the role with which rules publish', claim: 'targets-as-written', mutate: (t) => { ruleRole(t).Policies[0].PolicyDocument.Statement[0].Resource = '*'; } },
  { id: 'rule-role-context', removed: 'the topic as the only one for which the role of rules uses the key', claim: 'targets-as-written', mutate: (t) => { delete ruleRole(t).Policies[0].PolicyDocument.Statement[1].Condition; } },
  { id: 'rule-role', removed: 'the role of a rule\'s target', claim: 'targets-as-written', mutate: (t) => t.all('AWS::Events::Rule').filter(({ Properties }) => JSON.stringify(Properties.Targets).includes('RulesToTopicRole')).forEach(({ Properties }) => { delete Properties.Targets[0].RoleArn; }) },
  { id: 'delivery-alarm', removed: 'an alarm on deliveries', claim: 'deliveries-are-watched', mutate: (t) => { t.resource('AlarmRulesDelivery1', 'AWS::CloudWatch::Alarm').Properties.AlarmName = 'deliveries'; } },
  { id: 'topic-key-account', removed: 'what the key\'s policy leaves to IAM policies of the account', claim: 'topic-encrypted', mutate: (t) => { t.resource('TopicKey', 'AWS::KMS::Key').Properties.KeyPolicy.Statement.splice(0, 1); } },
  { id: 'topic-fifo', removed: 'the kind of topic that alarms can notify', claim: 'topic-delivers', mutate: (t) => { t.resource('Topic', 'AWS::SNS::Topic').Properties.FifoTopic = true; } },
  { id: 'subscription-filter', removed: 'the subscription to every message: it filters', claim: 'topic-subscriptions-unfiltered', mutate: (t) => { t.all('AWS::SNS::Subscription')[0].Properties.FilterPolicy = { severity: ['low'] }; } },
  { id: 'alarm-actions', removed: 'the actions of an alarm', claim: 'filters-are-wired', mutate: (t) => { without(t.resource('AlarmUseAlarm', 'AWS::CloudWatch::Alarm'), 'Properties', 'AlarmActions'); } },
  { id: 'alarm-missing-data', removed: 'the treatment of missing data', claim: 'filters-are-wired', mutate: (t) => { without(t.resource('AlarmUseAlarm', 'AWS::CloudWatch::Alarm'), 'Properties', 'TreatMissingData'); } },
  { id: 'rule-state', removed: 'the state of a rule that delivers AssumeRole', claim: 'rules-are-wired', mutate: (t) => { rulesOf(t, 'Use')[0].Properties.State = 'ENABLED'; } },
  { id: 'rule-target', removed: 'the target of a rule', claim: 'rules-are-wired', mutate: (t) => { rulesOf(t, 'Use')[0].Properties.Targets = []; } },
  {
    id: 'topic-deputy',
    removed: 'the source account in the topic\'s policy',
    claim: 'topic-no-confused-deputy',
    mutate: (t) => {
      t.all('AWS::SNS::TopicPolicy')[0].Properties.PolicyDocument.Statement.filter((candidate: any) => candidate.Principal?.Service).forEach((candidate: any) => { delete candidate.Condition; });
    },
  },
  { id: 'topic-key', removed: 'the encryption of the topic', claim: 'topic-encrypted', mutate: (t) => without(t.resource('Topic', 'AWS::SNS::Topic'), 'Properties', 'KmsMasterKeyId') },
  ...ELEVATION_MUTATIONS,
  ...STRUCTURE_MUTATIONS,
  ...TEMPLATE_MUTATIONS,
];
