import { cut } from './compare';
import { namedIn, Names, namesBreakGlass } from './names';
import { counted, jsonOf } from '../../private/texts';
import { Claim, fact, Question } from '../claim';
import { ResourceModel } from '../model';

/** What watches or describes break-glass principals names them without giving anything. */
const WATCHING = /^AWS::(CloudWatch|Config|Events::Rule$|IAM::|Logs::(MetricFilter|QueryDefinition)|Organizations::Policy|SecurityHub|StepFunctions::StateMachine)/;

/** Types that let somebody into a role that they name. */
export const OPENING: readonly string[] = ['AWS::AccountAccess::Entitlement', 'AWS::Cognito::IdentityPoolRoleAttachment', 'AWS::RolesAnywhere::Profile'];

/** Properties that name who gets something. */
const GRANTEE = /principal|grantee/i;

export const NAMED_ELSEWHERE: Claim = {
  id: 'break-glass-named-by-no-other-policy',
  title: 'No resource policy, permission or entitlement of the app names a break-glass user, role or session',
  threats: [2],
  proof: 'template',
  remedy: 'Take the break-glass principal out of the resource: put what responders need into the playbook of a role.',
  questions: function* (model): Iterable<Question> {
    if (model.users.length + model.roles.length === 0) { return; }
    const names = namesBreakGlass(model);
    let found = 0;
    for (const resource of model.resources) {
      for (const named of namedBy(resource, names)) {
        found++;
        yield fact(resource, 'gives nothing to a break-glass principal', false, cut(`names ${named}`));
      }
    }
    if (found === 0) { yield fact('resource policies', 'give nothing to a break-glass principal', true, counted(model.resources.length, 'resource')); }
  },
};

function namedBy({ type, props }: ResourceModel, names: Names): string[] {
  // Trusts are another claim's; policies of identities have no principal.
  if (WATCHING.test(type)) { return []; }
  return [...new Set(search(props, '', OPENING.includes(type) ? /./ : GRANTEE, names))];
}

function search(value: any, key: string, grantee: RegExp, names: Names): string[] {
  if (typeof value === 'string') {
    // Some types take a policy as a text.
    if (/^\s*\{.*"Statement"/s.test(value)) { return search(jsonOf(value), key, grantee, names); }
    return grantee.test(key) && names(value) ? [value] : [];
  }
  if (value === null || typeof value !== 'object') { return []; }
  if (Array.isArray(value)) { return value.flatMap((entry) => search(entry, key, grantee, names)); }
  if (typeof value.Effect === 'string' && (value.Principal !== undefined || value.NotPrincipal !== undefined)) { return namedIn(value, names); }
  return Object.entries(value).flatMap(([inner, entry]) => search(entry, inner, grantee, names));
}
