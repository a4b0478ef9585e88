import { beyond, differences, facts } from './compare';
import { notOfAPlaybook } from './own-statements';
import { inlineOf, playbookSets, tagsOf } from './playbook-sets';
import { playbookOf, writtenPhase } from './rendered';
import { scopeDeviations, scopeOf, statementsOf } from './scope';
import { listOf } from '../../analysis/policy/lists';
import { highRiskDenies } from '../../playbook/high-risk-denies';
import { Phase } from '../../playbook/phase';
import { DENY_ELEVATION } from '../../playbook/rendering';
import { SESSION_REVOCATION_POLICY } from '../../private/names';
import { counted } from '../../private/texts';
import { assumed, Claim, each, fact, Question } from '../claim';
import { AccessModel, ResourceModel } from '../model';
import { unknownsIn } from '../resolve';

export const PERMISSION_SET_STRUCTURE: readonly Claim[] = [
  {
    id: 'permission-set-as-written',
    title: 'A permission set of a playbook allows what its phase names, and nothing more: one inline policy, no other policy, sessions within the phase',
    threats: [1, 6, 24],
    proof: 'template',
    ownOnly: true,
    remedy: 'Put what the phase needs into a playbook of your own, instead of changing the permission set.',
    questions: function* (model): Iterable<Question> {
      for (const set of playbookSets(model)) {
        const { Playbook, Phase: phase } = tagsOf(set.props);
        yield* facts(set, `allows what ${Playbook}, ${phase} names`, deviations(model, set), String(set.props.Name));
        const { Name, Path = '/' } = boundaryOf(set) ?? {};
        if (Name !== undefined && `${Path}${Name}` !== SESSION_REVOCATION_POLICY) {
          yield assumed(set, `is bounded by the policy ${Path}${Name} of each account where it is assigned`,
            `aws iam list-policies --scope Local --path-prefix ${Path} --query "Policies[?PolicyName=='${Name}']"`);
        }
        if (Playbook !== undefined && playbookOf(Playbook) === undefined) {
          yield assumed(set, `is of your own playbook ${Playbook}: the templates show what it allows, and not what you meant`,
            `aws sso-admin list-permission-sets --instance-arn ${set.props.InstanceArn}`);
        }
      }
    },
  },
  {
    id: 'permission-set-assignments-known',
    title: 'Every standing assignment of a playbook\'s permission set says who gets it and in which account',
    threats: [24],
    proof: 'template',
    remedy: 'Write the id of the group or user and of the account into the assignment.',
    questions: function* (model): Iterable<Question> {
      const sets = playbookSets(model);
      yield* each(sets, (set) => assignmentsOf(model, set));
      if (sets.length === 0) { return; }
      // The id of a set is known after the first deployment, and may stand as a text in a template of the second.
      for (const assignment of model.resources.filter(({ type, props }) => type === 'AWS::SSO::Assignment' && isByText(props.PermissionSetArn))) {
        const { PermissionSetArn, PrincipalType, PrincipalId, TargetId } = assignment.props;
        yield assumed(assignment, `gives ${PrincipalType} ${PrincipalId} no permission set of a playbook in account ${TargetId}, every day: its ARN stands as a text`,
          `aws sso-admin describe-permission-set --instance-arn ${assignment.props.InstanceArn} --permission-set-arn ${PermissionSetArn}`);
      }
    },
  },
];

const isByText = (arn: unknown): boolean => unknownsIn(arn).length === 0 && !String(arn).includes('unresolved-');

function deviations(model: AccessModel, set: ResourceModel): string[] {
  const { props } = set;
  const inline = inlineOf(props);
  const policies = [...listOf(props.ManagedPolicies), ...listOf(props.CustomerManagedPolicyReferences).map((one: any) => `${one?.Path ?? '/'}${one?.Name}`)];
  return [
    ...(inline === undefined ? ['has no inline policy that can be read'] : inlineDeviations(set, inline)),
    ...(inline === undefined ? [] : scopeDeviations(model, scopeOf([inline], ''))),
    ...policies.map((policy) => `has the managed policy ${policy}`),
    ...(props.PermissionsBoundary !== undefined && boundaryOf(set) === undefined ? ['has a boundary that the library doesn\'t write'] : []),
    ...unknownsIn([props.PermissionsBoundary ?? null, props.SessionDuration ?? null]).map((hidden) => `holds ${hidden}, which only the deployment knows`),
    ...(props.RelayStateType !== undefined ? [`leads to ${props.RelayStateType} after sign-in`] : []),
    ...sessionDeviations(set),
  ];
}

function inlineDeviations({ props }: ResourceModel, inline: any): string[] {
  const { Playbook, Phase: phase } = tagsOf(props);
  const denies = [...highRiskDenies(), DENY_ELEVATION];
  const catalogued = playbookOf(Playbook);
  if (Playbook === undefined || phase === undefined) { return ['has no tags Playbook and Phase']; }
  if (catalogued === undefined) {
    // The denies are the library's; the rest is the user's.
    const own = statementsOf([inline]).filter((statement) => !denies.some((deny) => differences(statement, deny).length === 0));
    return notOfAPlaybook({ ...inline, Statement: own });
  }
  if (!catalogued._hasPhase(phase as Phase)) { return [`is for ${phase}, a phase that ${Playbook} doesn't have`]; }
  try {
    return beyond(inline, [...writtenPhase(Playbook, phase as Phase, scopeOf([inline], '')).statements(), ...denies]);
  } catch (error) {
    return [(error as Error).message];
  }
}

/** The customer managed policy that bounds a set; undefined without one, or with another kind of boundary. */
function boundaryOf({ props: { PermissionsBoundary } }: ResourceModel): { readonly Name: string; readonly Path?: string } | undefined {
  const { CustomerManagedPolicyReference: reference, ...more } = PermissionsBoundary ?? {};
  return reference !== undefined && Object.keys(more).length === 0 && typeof reference.Name === 'string' ? reference : undefined;
}

function sessionDeviations({ props }: ResourceModel): string[] {
  const { Playbook, Phase: phase } = tagsOf(props);
  const playbook = playbookOf(Playbook);
  const [, hours = 0, minutes = 0] = /^PT(?:(\d+)H)?(?:(\d+)M)?$/.exec(String(props.SessionDuration ?? 'PT1H')) ?? [];
  const longest = playbook?._hasPhase(phase as Phase) ? Math.max(60, playbook.maxSession(phase as Phase).toMinutes()) : 720;
  return Number(hours) * 60 + Number(minutes) > longest ? [`has sessions of ${props.SessionDuration}, longer than the phase allows`] : [];
}

function assignmentsOf(model: AccessModel, set: ResourceModel): Question[] {
  const arn = `arn:aws:sso:::permissionSet/unresolved-${set.logicalId}`;
  const all = model.resources.filter(({ type }) => type === 'AWS::SSO::Assignment');
  // An assignment of a set that can't be told may be of this one.
  const own = all.filter(({ props }) => props.PermissionSetArn === arn || unknownsIn(props.PermissionSetArn).length > 0);
  const hidden = own.filter(({ props }) => unknownsIn(props).length > 0);
  return [
    fact(set, 'is assigned to principals and accounts that the templates name', hidden.length === 0,
      hidden.map(({ logicalId, props }) => `${logicalId} holds ${unknownsIn(props).join(', ')}`).join('; ') || counted(own.length, 'assignment')),
    ...own.filter((assignment) => !hidden.includes(assignment)).map(({ props }) => assumed(set, `is meant for ${props.PrincipalType} ${props.PrincipalId} in account ${props.TargetId}, every day`,
      `aws sso-admin list-account-assignments --instance-arn ${props.InstanceArn} --account-id ${props.TargetId} --permission-set-arn ARN`)),
  ];
}
