import { Stack } from 'aws-cdk-lib';
import { ResponderProfile } from './responder-profile';
import { roleBoundary } from './role-boundary';
import { Placeholders, placeholdersFor, RenderedIn } from '../playbook/placeholders';
import { Playbook } from '../playbook/playbook';
import { PlaybookScope } from '../playbook/playbook-scope';
import { PlaybookStatement } from '../playbook/playbook-statement';
import { renderAllows } from '../playbook/rendering';
import { deepFreeze } from '../private/deep-freeze';
import { REPAIR_PATH } from '../private/names';
import { asArray, Document, LIMITS, policySize, splitDocuments } from '../private/policy-document';
import { SIGN_IN_STATEMENT } from '../private/sign-in';

/** Input for the policies of one role besides its profile and playbook. */
export interface RoleDocumentsInput {
  readonly stack: Stack;
  readonly roleName: string;
  readonly boundaryArn: string;
  readonly playbookScope?: PlaybookScope;
  readonly sourceIps?: string[];
  readonly regions?: string[];
}

export interface RoleDocuments {
  readonly permissions: readonly Document[];
  readonly boundary: Document;
}

/**
 * Most roles of an app have the same profile, playbook and scope, and therefore equal policies, which are rendered once.
 * Profiles and playbooks are immutable, so they can be keys.
 */
const known = new WeakMap<ResponderProfile, WeakMap<Playbook, Pair>>();

interface Pair {
  readonly statements: readonly PlaybookStatement[];
  /** Policies that name the role's own boundary can't be shared. */
  readonly namesBoundary: boolean;
  readonly documents: Map<string, RoleDocuments>;
}

/** The permissions of a role as managed policies, and the boundary that limits the role to them. */
export function roleDocuments(profile: ResponderProfile, playbook: Playbook, input: RoleDocumentsInput): RoleDocuments {
  const pair = pairOf(profile, playbook);
  const key = JSON.stringify([
    input.stack.partition, input.stack.account, input.playbookScope ?? null, input.sourceIps ?? null, input.regions ?? null,
    pair.namesBoundary ? input.boundaryArn : null,
  ]);
  let documents = pair.documents.get(key);
  if (!documents) {
    documents = deepFreeze(makeDocuments(profile, pair.statements, input));
    pair.documents.set(key, documents);
  }
  return documents;
}

function pairOf(profile: ResponderProfile, playbook: Playbook): Pair {
  let pairs = known.get(profile);
  if (!pairs) {
    pairs = new WeakMap();
    known.set(profile, pairs);
  }
  let pair = pairs.get(playbook);
  if (!pair) {
    const statements = statementsOf(profile, playbook);
    pair = { statements, namesBoundary: profile._repairsIam || JSON.stringify(statements).includes('{{Boundary}}'), documents: new Map() };
    pairs.set(playbook, pair);
  }
  return pair;
}

/** Statements of the profile, and of the playbook in the profile's phases; with the console's, since responders switch roles there. */
export function statementsOf(profile: ResponderProfile, playbook: Playbook): PlaybookStatement[] {
  const phases = profile.phases.filter((phase) => playbook._hasPhase(phase));
  return [SIGN_IN_STATEMENT, ...profile.statements, ...phases.flatMap((phase) => playbook.statements(phase))];
}

export function repairRolesArn({ partition, account }: RenderedIn): string {
  return `arn:${partition}:iam::${account}:role${REPAIR_PATH}*`;
}

function makeDocuments(profile: ResponderProfile, statements: readonly PlaybookStatement[], input: RoleDocumentsInput): RoleDocuments {
  const { stack } = input;
  const repairRoles = repairRolesArn(stack);
  const placeholders: Placeholders = { ...placeholdersFor(stack, input.playbookScope), Boundary: input.boundaryArn, RepairRoles: repairRoles };
  const permissions = splitDocuments(renderAllows(statements, placeholders), LIMITS.managedPolicy);
  if (permissions.length > 10) {
    throw new Error(`the permissions of ${input.roleName} need ${permissions.length} managed policies, IAM allows 10 for a role; divide the playbook in two`);
  }
  const boundary = roleBoundary({
    partition: stack.partition,
    account: stack.account,
    boundaryArn: input.boundaryArn,
    quarantinePolicyArns: asArray(placeholders.QuarantinePolicies),
    repairRolesArn: repairRoles,
    repairsIam: profile._repairsIam,
    actions: permissions.flatMap((policy) => policy.Statement.flatMap((statement) => asArray(statement.Action))),
    sourceIps: input.sourceIps,
    regions: input.regions,
  });
  const size = policySize(boundary);
  if (size > LIMITS.managedPolicy) {
    throw new Error(`the permissions boundary of ${input.roleName} has ${size} characters, IAM allows ${LIMITS.managedPolicy}; `
      + 'name fewer actions in the profile or divide the playbook in two');
  }
  return { permissions, boundary };
}
