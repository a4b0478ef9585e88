import { Allowed, allowedElsewhere, Guarded, Means, opaquelyAllowed, shownAllowed } from './allowed-elsewhere';
import { elevationsOf } from './elevation-parts';
import { elevationRules } from './elevation-rules';
import { guardedChain } from './guarded-chain';
import { list, text } from './parts';
import { passwordReaders } from './password-policies';
import { playbookSets } from './playbook-sets';
import { parseIamArn } from '../../private/arns';
import { expandAction } from '../../private/iam-catalogue';
import { BREAK_GLASS_PATH, REPAIR_PATH } from '../../private/names';
import { counted } from '../../private/texts';
import { assumed, Claim, fact, Question } from '../claim';
import { AccessModel, groupedBy, PrincipalModel } from '../model';
import { ofModel } from '../model-index';
import { unknownsIn } from '../resolve';

const OF_OTHERS = /:(PassRole|CreateServiceLinkedRole|DeleteServiceLinkedRole)$|Account|ServerCertificate|Provider|InstanceProfile$|OrganizationsRoot|CloudFront/;

interface Writes { readonly onUsers: readonly string[]; readonly onRoles: readonly string[]; readonly onPolicies: readonly string[] }

let known: Writes | undefined;

/**
 * Every write of IAM by the kind of what it changes, as the action's name says. Passing a role gives what its trust leaves, and a role of
 * a service is none of ours. On first use: the catalogue is large.
 */
function writes(): Writes {
  if (known === undefined) {
    const all = expandAction('iam:*').filter(({ level }) => level !== 'Read' && level !== 'List').map(({ name }) => name).filter((name) => !OF_OTHERS.test(name));
    known = {
      onUsers: all.filter((name) => /User|LoginProfile|AccessKey|MFADevice|ServiceSpecificCredential|SSHPublicKey|SigningCertificate|Group$/.test(name)),
      onRoles: all.filter((name) => /Role/.test(name)),
      onPolicies: all.filter((name) => /:(Create|Delete|SetDefault|Tag|Untag)Policy(Version)?$/.test(name)),
    };
  }
  return known;
}

export const CHANGED_ELSEWHERE: Claim = {
  id: 'break-glass-changed-by-no-other-role',
  title: 'No role, user, group or permission set of the app is allowed to change a break-glass user, role or policy, their custodians, a permission set of a playbook, or a part of their alarms; no role of the app is where the admin makes roles',
  threats: [3, 4, 17],
  proof: 'template',
  remedy: 'Take what is break-glass out of the statement; make the role under another path. Deployments change break-glass principals and their alarms, and nothing else does.',
  questions: function* (model): Iterable<Question> {
    if (model.users.length + model.roles.length === 0) { return; }
    let failed = 0;
    for (const role of model.otherRoles.filter(({ path }) => path.toLowerCase().startsWith(REPAIR_PATH))) {
      failed++;
      yield fact(role, 'is under no path of roles that only a break-glass admin makes', false, `its path is ${role.path}: an admin may give it to a machine, whatever it allows and whoever is trusted`);
    }
    for (const [holder, all] of groupedBy(found(model), (one) => one.holder)) {
      const named = all.filter((one) => one.named);
      if (named.length > 0) {
        failed++;
        yield fact(holder, 'changes nothing that is break-glass', false, named.slice(0, 3).map(shownAllowed).join('; '));
      } else {
        yield assumed(holder, `is for administrators: it is allowed ${all[0].action} on ${all[0].resource}, break-glass of the account included`,
          `aws iam simulate-custom-policy --action-names ${all[0].action} --policy-input-list file://POLICY.json`);
      }
    }
    for (const { resource, opaque } of opaquelyAllowed(model)) {
      yield assumed(resource, `has ${opaque.join(', ')}, which changes nothing that is break-glass: no template of this app holds its text`,
        `aws iam get-policy --policy-arn ${opaque[0]}`);
    }
    if (failed === 0) { yield fact('roles of the app', 'change no break-glass principal or policy', true, counted(model.otherRoles.length, 'role')); }
  },
};

/** These change what a permission set gives, or give it to somebody. */
const ON_SETS = [
  'sso:CreateAccountAssignment', 'sso:PutInlinePolicyToPermissionSet', 'sso:AttachManagedPolicyToPermissionSet',
  'sso:AttachCustomerManagedPolicyReferenceToPermissionSet', 'sso:UpdatePermissionSet', 'sso:PutPermissionsBoundaryToPermissionSet',
  'sso:DeletePermissionsBoundaryFromPermissionSet', 'sso:DeleteInlinePolicyFromPermissionSet', 'sso:DeletePermissionSet', 'sso:DeleteAccountAssignment',
];

/** Permission sets by reference, and by an ARN that Identity Center could make. */
function guardedSets(model: AccessModel): Guarded[] {
  const made = playbookSets(model).map((set): Guarded => {
    const instance = /[^/]*$/.exec(String(set.props.InstanceArn))![0];
    return {
      what: `the permission set ${set.props.Name ?? set.logicalId}`,
      account: set.stack.account,
      actions: ON_SETS,
      arns: [`arn:aws:sso:::permissionSet/unresolved-${set.logicalId}`, `arn:aws:sso:::permissionSet/${instance}/ps-${'0'.repeat(16)}`],
    };
  });
  const given = elevationRules(model)
    .filter(({ rule: { kind, resource } }) => kind === 'assignment' && unknownsIn(resource).length === 0 && !resource.includes('/unresolved-'))
    .map(({ rule: { resource }, account }): Guarded => ({ what: `the permission set ${resource}`, account, actions: ON_SETS, arns: [resource] }));
  return [...made, ...given];
}

/** What break-glass consists of, as policies may name it. */
function guardedOf(model: AccessModel): Guarded[] {
  const { onUsers, onRoles, onPolicies } = writes();
  const one = (principal: PrincipalModel, kind: string, actions: readonly string[], arn: string): Guarded => (
    { what: `${kind} ${principal.name}`, account: principal.account, actions, arns: [arn] });
  return [
    ...[...model.users, ...model.roles].flatMap((principal) => [
      one(principal, `the ${principal.kind}`, principal.kind === 'user' ? onUsers : onRoles, principal.arn),
      ...[principal.boundaryArn, ...list(principal.resource.props.ManagedPolicyArns)].map(text).filter((arn) => arn.includes(`:policy${BREAK_GLASS_PATH}`))
        .map((arn) => one(principal, 'a policy of', onPolicies, arn)),
    ]),
    ...passwordReaders(model).flatMap((arn) => {
      const parts = parseIamArn(arn);
      return parts ? [{ what: `${arn}, who can read a first password`, account: parts.account, actions: parts.kind === 'user' ? onUsers : onRoles, arns: [arn] }] : [];
    }),
    ...guardedChain(model),
  ];
}

/** Who deploys the stacks of break-glass can change all of it: that they are the people who should, only the account shows. */
function guardedStacks(model: AccessModel): Guarded[] {
  const stacks = new Set([...model.users, ...model.roles].map(({ resource }) => resource.stack));
  elevationsOf(model).forEach(({ ledger }) => stacks.add(ledger.stack));
  return [...stacks].flatMap(({ name, account, region }): Guarded[] => [{
    what: `the stack ${name}`, account, actions: ON_STACKS, arns: [`arn:aws:cloudformation:${region}:${account}:stack/${name}/0a1b2c3d-4e5f-6789-abcd-ef0123456789`],
  }, {
    what: `the roles with which CDK deploys ${name}`,
    account,
    actions: ['sts:AssumeRole', 'iam:PassRole'],
    arns: ['cfn-exec-role', 'deploy-role'].map((kind) => `arn:aws:iam::${account}:role/cdk-hnb659fds-${kind}-${account}-${region}`),
  }]);
}

const ON_STACKS = ['CreateChangeSet', 'DeleteStack', 'ExecuteChangeSet', 'UpdateStack'].map((action) => `cloudformation:${action}`);

/** Whoever administers an instance of Identity Center may change every set of it: a policy means a set that it names. */
const namesSet: Means = (pattern, { arns }) => arns.includes(pattern);

const found = ofModel((model): readonly Allowed[] => [
  ...allowedElsewhere(model, guardedOf(model)),
  ...allowedElsewhere(model, guardedSets(model), namesSet),
  ...allowedElsewhere(model, guardedStacks(model), () => false),
]);
