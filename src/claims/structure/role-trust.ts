import { Duration } from 'aws-cdk-lib';
import { beyond, facts } from './compare';
import { namedIn, namesBreakGlass } from './names';
import { rangeMatcher } from '../../analysis/policy/addresses';
import { listOf, textsOf } from '../../analysis/policy/lists';
import { ActivationWindow } from '../../identity/activation-window';
import { roleTrust } from '../../identity/role-trust';
import { parseIamArn } from '../../private/arns';
import { INCIDENT_TAG } from '../../private/names';
import { assumed, Claim, each, Question } from '../claim';
import { AccessModel, RoleModel } from '../model';

export const ROLE_TRUST_STRUCTURE: readonly Claim[] = [
  {
    id: 'role-trust-as-written',
    title: 'The trust policy of an incident response role holds only statements that the library writes, for users by name',
    threats: [8, 25],
    proof: 'template',
    ownOnly: true,
    remedy: 'Take out what the library doesn\'t write, and name each responder as a BreakGlassUser or by a concrete ARN.',
    questions: function* (model): Iterable<Question> {
      const users = usersOf(model);
      const elsewhere = new Set<string>();
      for (const role of model.roles) {
        const arns = [...new Set(assumeStatements(role).flatMap(({ Principal }) => textsOf(Principal?.AWS)))];
        yield* facts(role, 'trusts what the library writes, and nothing more', [...trustDeviations(role), ...arns.flatMap((arn) => notAUser(arn, users))],
          arns.join(', '));
        for (const arn of arns) {
          if (parseIamArn(arn)?.kind === 'user' && !users.has(arn)) { elsewhere.add(arn); }
        }
      }
      for (const arn of elsewhere) {
        const { account, name } = parseIamArn(arn)!;
        yield assumed(name, `exists in account ${account}, belongs to one responder, and has MFA devices and no access key: no template of this app holds it`,
          `aws iam get-user --user-name ${name} && aws iam list-mfa-devices --user-name ${name} && aws iam list-access-keys --user-name ${name}`);
      }
    },
  },
  {
    id: 'break-glass-reaches-no-other-role',
    title: 'No other role of the app trusts a break-glass user, role or session',
    threats: [1],
    proof: 'template',
    remedy: 'Give the responders an IncidentResponseRole instead: its boundary and its alarms hold for what they do.',
    questions: (model) => each(model.otherRoles, (role) => {
      const trusted = listOf(role.trust?.Statement).flatMap((statement: any) => namedIn(statement, namesBreakGlass(model)));
      // An app without break-glass has nothing to ask, until one of its roles trusts a user of another app.
      const asks = model.users.length + model.roles.length + trusted.length > 0;
      return asks ? facts(role, 'trusts no break-glass principal', trusted.map((named) => `trusts ${named}`), 'trusts none') : [];
    }),
  },
];

/** ARNs of the users in the templates, and whether they are break-glass users. */
function usersOf(model: AccessModel): ReadonlyMap<string, boolean> {
  const breakGlass = new Set(model.users.map(({ arn }) => arn));
  return new Map(model.resources.filter(({ type }) => type === 'AWS::IAM::User').map(({ logicalId, props, stack }) => {
    const arn = `arn:aws:iam::${stack.account}:user${props.Path ?? '/'}${props.UserName ?? `unresolved-${logicalId}`}`;
    return [arn, breakGlass.has(arn)];
  }));
}

function notAUser(arn: string, users: ReadonlyMap<string, boolean>): string[] {
  if (parseIamArn(arn)?.kind !== 'user') { return [`trusts ${arn}, which is no IAM user by name`]; }
  return users.get(arn) === false ? [`trusts ${arn}, a user of this app that is no break-glass user`] : [];
}

const ASSUMING = ['Responders', 'BackupOwners'];

function statementsWith(role: RoleModel, sids: readonly string[]): any[] {
  return listOf(role.trust?.Statement).filter((statement: any) => sids.includes(statement?.Sid));
}

const assumeStatements = (role: RoleModel) => statementsWith(role, ASSUMING);

function trustDeviations(role: RoleModel): string[] {
  const statements = listOf(role.trust?.Statement);
  const sids = statements.map((statement: any) => statement?.Sid).filter((sid) => sid !== undefined);
  const twice = [...new Set(sids.filter((sid, index) => sids.indexOf(sid) !== index))];
  return [
    ...(statements.length === 0 ? ['has no trust policy that can be read'] : []),
    ...twice.map((sid) => `has two statements '${sid}'`),
    ...assumeStatements(role).filter(asksForAgeAlone).map(({ Sid }) => `statement '${Sid}' doesn't ask for aws:MultiFactorAuthPresent: only the age of the sign-in shows that MFA was used`),
    ...beyondTrust(role),
  ];
}

/** Without both it needs no MFA at all: another claim asks that. */
function asksForAgeAlone({ Condition }: any): boolean {
  const text = JSON.stringify(Condition ?? {});
  return text.includes('"aws:MultiFactorAuthAge"') && !text.includes('"aws:MultiFactorAuthPresent"');
}

/** The inputs are read off the trust; from them the library writes it again. */
function beyondTrust(role: RoleModel): string[] {
  const principals = (sid: string) => [...new Set(statementsWith(role, [sid]).flatMap(({ Principal }) => textsOf(Principal?.AWS)))];
  const condition = (operator: string, key: string) => textsOf(assumeStatements(role)
    .map(({ Condition }) => Condition?.[operator]?.[key]).find((value) => value !== undefined));
  const asks = (sid: string, key: string) => statementsWith(role, [sid]).length > 0 || JSON.stringify(assumeStatements(role)).includes(`"${key}"`);
  const [organization] = condition('StringEquals', 'aws:PrincipalOrgID');
  const addresses = condition('IpAddress', 'aws:SourceIp');
  try {
    return beyond(role.trust, roleTrust({
      roleName: role.name,
      responderArns: principals('Responders'),
      backupOwnerArns: principals('BackupOwners'),
      maxMfaAge: mfaAge(condition('NumericLessThanEquals', 'aws:MultiFactorAuthAge')[0], role),
      organizationId: /^o-[a-z0-9]{10,32}$/.test(organization ?? '') ? organization : undefined,
      sourceIps: addresses.length > 0 && addresses.every((range) => rangeMatcher(range) !== undefined) ? addresses : undefined,
      activationWindow: windowOf(condition('DateGreaterThanEquals', 'aws:CurrentTime')[0], condition('DateLessThanEquals', 'aws:CurrentTime')[0]),
      requireSourceIdentity: asks('SourceIdentity', 'sts:SourceIdentity'),
      requireIncidentId: asks('Tags', `aws:RequestTag/${INCIDENT_TAG}`),
    }).Statement, { conditionsMayLack: true });
  } catch (error) {
    return [(error as Error).message];
  }
}

/** An age that the library accepts; otherwise its default, from which the trust then differs. */
function mfaAge(seconds: string | undefined, role: RoleModel): Duration {
  const age = /^\d{3,5}$/.test(seconds ?? '') ? Number(seconds) : 0;
  return Duration.seconds(age >= 900 && age <= role.maxSessionSeconds ? age : 3600);
}

function windowOf(start: string | undefined, end: string | undefined): ActivationWindow | undefined {
  const closed = ActivationWindow.closed();
  // Where one end is missing another claim asks whether the window closes; the other end is still what the library writes.
  if ((start ?? closed.start) === closed.start && (end ?? closed.end) === closed.end) { return closed; }
  try {
    const [from, to] = [start ?? end!, end ?? start!].map((instant) => Date.parse(instant));
    const around = (time: number) => `${new Date(time).toISOString().slice(0, 19)}Z`;
    return ActivationWindow.between(start ?? around(to - 1000), end ?? around(from + 1000));
  } catch {
    return undefined;
  }
}
