/** Reads the scope of a playbook off the statements that were rendered for it. */
import { ofModel, ofType } from '../model-index';
import { allowsOf } from './compare';
import { listOf, textsOf } from '../../analysis/policy/lists';
import { AWS_QUARANTINE_POLICIES, SESSION_ACCOUNT } from '../../playbook/placeholders';
import { PlaybookScope } from '../../playbook/playbook-scope';
import { wildcardRegex } from '../../private/iam-catalogue';
import { assumed, Assumption } from '../claim';
import { AccessModel, RoleModel } from '../model';

/** AWS's documents that run what their caller writes. */
const COMMAND_LINES = [
  'AWS-RunShellScript', 'AWS-RunPowerShellScript', 'AWS-RunRemoteScript', 'AWS-RunDocument', 'AWS-RunSaltState', 'AWS-RunAnsiblePlaybook', 'AWS-ApplyAnsiblePlaybooks',
  'AWS-ApplyChefRecipes', 'AWS-ApplyDSCMofs', 'AWS-ConfigureDocker', 'AWS-InstallApplication', 'AWS-InstallPowerShellModule', 'AWS-JoinDirectoryServiceDomain',
];

const QUARANTINE = /^iam:(Attach|Detach)(User|Role)Policy$/i;

/** The scope with which the library would write these statements. What can't be read stays at its default, from which they then differ. */
export function scopeOf(texts: readonly any[], account: string): PlaybookScope {
  const statements = texts.flatMap(allowsOf);
  const evidence = statements.filter((one) => does(one, /^s3:(Get|Put)Object$/i) && accountsOf(one).length > 0 && bucketsOf(one).length > 0);
  const accounts = unique(evidence.slice(0, 1).flatMap(accountsOf));
  const buckets = unique(evidence.slice(0, 1).flatMap(bucketsOf));
  const policies = unique(quarantinePoliciesOf(texts).filter((arn) => !isAwsQuarantine(arn)));
  const commands = statements.filter((one) => does(one, /^ssm:SendCommand$/i));
  const names = unique(commands.flatMap(({ Resource }) => textsOf(Resource)).flatMap((arn) => /:document\/(.+)$/.exec(arn)?.[1] ?? []));
  const tag = statements.filter((one) => does(one, /^ssm:(SendCommand|StartSession)$/i)).flatMap(({ Condition }) => Object.entries<any>(Condition?.StringEquals ?? {})).find(([key]) => key.startsWith(TAG));
  return {
    ...(buckets.length > 0 ? { evidenceBucketNames: buckets } : {}),
    ...(accounts.length > 0 && !(accounts.length === 1 && [account, SESSION_ACCOUNT].includes(accounts[0])) ? { evidenceAccounts: accounts } : {}),
    ...(policies.length > 0 ? { quarantinePolicyArns: policies } : {}),
    ...(names.length > 0 ? { commandDocuments: names } : {}),
    ...(tag ? { commandTagKey: tag[0].slice(TAG.length), commandTagValue: textsOf(tag[1])[0] } : {}),
  };
}

const scopes = new WeakMap<RoleModel, PlaybookScope>();

/** The scope of a role's playbook, by the policies that the library attached to the role. */
export function scopeOfRole(role: RoleModel): PlaybookScope {
  let scope = scopes.get(role);
  if (!scope) {
    scope = scopeOf(ownPermissions(role), role.account);
    scopes.set(role, scope);
  }
  return scope;
}

/** Texts of the library's managed policies of a role that are attached to it. */
export function ownPermissions({ name, policies }: RoleModel): any[] {
  return policies.filter((policy) => policy.name.startsWith(name) && /^-permissions-\d+$/.test(policy.name.slice(name.length))).map(({ document }) => document);
}

const TAG = 'ssm:resourceTag/';

const unique = (values: readonly string[]) => [...new Set(values)];
const does = ({ Action }: any, pattern: RegExp) => textsOf(Action).some((action) => pattern.test(action));
const accountsOf = ({ Condition }: any) => textsOf(Condition?.StringEquals?.['aws:ResourceAccount']);

/** Buckets that are there with their objects. */
function bucketsOf({ Resource }: any): string[] {
  const arns = textsOf(Resource);
  return arns.filter((arn) => arns.includes(`${arn}/*`)).flatMap((arn) => /^arn:[^:]+:s3:::([^/]+)$/.exec(arn)?.[1] ?? []).filter((name) => name !== '*');
}

/** The policies by which the first statement about them lets a session contain others. */
export function quarantinePoliciesOf(texts: readonly any[]): string[] {
  const first = texts.flatMap(allowsOf).find((one) => does(one, QUARANTINE) && one.Condition?.ArnEquals?.['iam:PolicyARN'] !== undefined);
  return textsOf(first?.Condition.ArnEquals['iam:PolicyARN']);
}

/** AWS's own policies that only deny. */
const isAwsQuarantine = (arn: string) => AWS_QUARANTINE_POLICIES.some((name) => arn === `arn:aws:iam::aws:policy/${name}`);

/** What a scope must not hold: commands of the caller's choice, and policies by which containing somebody gives more. */
export function scopeDeviations(model: AccessModel, scope: PlaybookScope): string[] {
  const commands = (scope.commandDocuments ?? []).filter((name) => COMMAND_LINES.some((known) => wildcardRegex(name).test(known)));
  return [
    ...commands.map((name) => `runs the command document ${name}, which accepts a command line`),
    ...(scope.quarantinePolicyArns ?? []).flatMap((arn) => {
      if (arn.includes(':iam::aws:')) { return /\/AWSCompromisedKeyQuarantine\w*$/.test(arn) ? [] : [`contains by ${arn}, which isn't one of AWS's policies that only deny`]; }
      const document = policyOf(model, arn);
      return document !== undefined && allowsOf(document).length > 0 ? [`contains by ${arn}, which allows something`] : [];
    }),
  ];
}

/** What of a scope lies outside of the templates, by text, so that it is said once for all roles. */
export function scopeAssumptions(model: AccessModel, scope: PlaybookScope, account: string): Map<string, Assumption> {
  const inApp = new Set(model.stacks.map((stack) => stack.account));
  return new Map([
    ...(scope.quarantinePolicyArns ?? []).filter((arn) => !arn.includes(':iam::aws:') && policyOf(model, arn) === undefined)
      .map((arn) => assumed(arn, 'only denies: with it responders contain principals', `aws iam get-policy --policy-arn ${arn} && aws iam list-policy-versions --policy-arn ${arn}`)),
    ...(scope.evidenceAccounts ?? []).filter((id) => id !== account && !inApp.has(id) && /^\d{12}$/.test(id))
      .map((id) => assumed(`account ${id}`, 'is an account of the organization that keeps evidence', `aws organizations describe-account --account-id ${id}`)),
    ...(scope.commandDocuments ?? []).filter((name) => name !== 'BREAK-GLASS-*')
      .map((name) => assumed(`document ${name}`, 'has fixed steps, and accepts no command line', `aws ssm list-documents --filters Key=Name,Values=${name.replace(/\*$/, '')}`)),
  ].map((one): [string, Assumption] => [one.subject, one]));
}

/** The text of a managed policy of the templates. */
const policyOf = (model: AccessModel, arn: string): any => policyTexts(model).get(arn);

const policyTexts = ofModel((model) => new Map(ofType(model, 'AWS::IAM::ManagedPolicy').map(({ logicalId, stack, props }): [string, any] => [
  `arn:aws:iam::${stack.account}:policy${props.Path ?? '/'}${props.ManagedPolicyName ?? `unresolved-${logicalId}`}`, props.PolicyDocument ?? {},
])));

export const statementsOf = (texts: readonly any[]): any[] => texts.flatMap((document) => listOf(document?.Statement));
