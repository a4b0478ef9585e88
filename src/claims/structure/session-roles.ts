import { beyond, facts } from './compare';
import { notOfAPlaybook } from './own-statements';
import { writtenSession } from './rendered';
import { scopeAssumptions, scopeDeviations, scopeOf } from './scope';
import { ELEVATION_PATH } from '../../elevation/engine/names';
import { Phase } from '../../playbook/phase';
import { Playbook } from '../../playbook/playbook';
import { Assumption, assumed, Claim, Question } from '../claim';
import { AccessModel, RoleModel } from '../model';

const DESCRIPTION = 'Issues temporary credentials for approved requests: ';

export const SESSION_ROLE_STRUCTURE: Claim = {
  id: 'elevation-session-permissions-as-written',
  title: 'A role that issues sessions allows what one phase of its playbook names, and nothing more',
  threats: [1, 6, 27],
  proof: 'template',
  ownOnly: true,
  remedy: 'Put what the sessions need into a playbook of your own, instead of changing the policies of the role.',
  questions: function* (model): Iterable<Question> {
    const assumptions = new Map<string, Assumption>();
    for (const role of sessionRoles(model)) {
      const documents = role.policies.map(({ document }) => document);
      const scope = scopeOf(documents, role.account);
      const playbook = playbookOf(role);
      yield* facts(role, `allows what a phase of ${playbook?.name ?? 'its playbook'} names`, [
        ...role.opaquePolicies.map((policy) => `has ${policy}`),
        ...(playbook ? beyondEachPhase(playbook, role, documents) : documents.flatMap(notOfAPlaybook)),
        ...scopeDeviations(model, scope),
      ], `${documents.length} policies`);
      if (!playbook) {
        assumptions.set(role.name, assumed(role, 'is of your own playbook: the templates show what it allows, and not what you meant',
          `aws iam list-attached-role-policies --role-name ${role.name}`));
      }
      scopeAssumptions(model, scope, role.account).forEach((one, key) => assumptions.set(key, one));
    }
    yield* assumptions.values();
  },
};

/** Roles of elevated access whose sessions carry the id of a request. */
export const sessionRoles = (model: AccessModel): RoleModel[] => (
  model.otherRoles.filter(({ path, trust }) => path === ELEVATION_PATH && JSON.stringify(trust ?? {}).includes('RequestId')));

/** The playbook of the library that the role's description names; undefined for one of the user's own. */
export function playbookOf({ resource: { props } }: RoleModel): Playbook | undefined {
  const description = String(props.Description ?? '');
  return Playbook.catalogue().find(({ title }) => description === `${DESCRIPTION}${title}`.replace(/[^\x20-\x7e]/g, '-').slice(0, 1000));
}

/** What is beyond the phase that fits best. */
function beyondEachPhase(playbook: Playbook, role: RoleModel, documents: readonly any[]): string[] {
  const scope = scopeOf(documents, role.account);
  const phases = Object.values(Phase).filter((phase) => playbook._hasPhase(phase));
  return phases.map((phase) => {
    const written = writtenSession(playbook.name, phase, scope, role.account);
    return documents.flatMap((document) => beyond(document, written));
  }).sort((a, b) => a.length - b.length)[0] ?? [];
}
