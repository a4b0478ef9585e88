/** Which texts name a break-glass principal of the app. */
import { textsOf } from '../../analysis/policy/lists';
import { wildcardRegex } from '../../private/iam-catalogue';
import { AccessModel } from '../model';
import { ofModel } from '../model-index';
import { trustedArns } from '../requests';
import { strangersOf } from '../strangers';

/** By the marks in their names, which the constructs enforce, whatever the account. */
const MARKED = /(^|:)(user|role|assumed-role|federated-user)\/(bg\/|([^"]*\/)?(BREAK-GLASS-|[^/"]*-BREAK-GLASS))/;

/** Answers whether an ARN, or a pattern of one, names a break-glass user, role or session. */
export type Names = (text: string) => boolean;

export const namesBreakGlass = ofModel(namesIn);

function namesIn(model: AccessModel): Names {
  const arns = new Set([
    ...model.users.map(({ arn }) => arn),
    ...model.roles.flatMap((role) => [role.arn, ...trustedArns(role).filter((arn) => /:user\//.test(arn)), `arn:aws:sts::${role.account}:assumed-role/${role.name}/x`]),
  ]);
  const patterns = new Map<string, boolean>();
  const { name } = strangersOf(model);
  const matches = (pattern: string) => {
    const regex = wildcardRegex(pattern);
    // A pattern that matches any stranger as well names nobody in particular.
    const anybody = [...arns].slice(0, 1).flatMap((arn) => ['user', 'role'].map((kind) => `arn:aws:iam::${arn.split(':')[4]}:${kind}/${name}`)).some((arn) => regex.test(arn));
    return !anybody && [...arns].some((arn) => regex.test(arn));
  };
  return (text) => {
    if (arns.has(text) || MARKED.test(text)) { return true; }
    if (!/[*?]/.test(text) || !text.includes(':')) { return false; }
    let answer = patterns.get(text);
    if (answer === undefined) {
      answer = matches(text);
      patterns.set(text, answer);
    }
    return answer;
  };
}

/** Condition keys that say who asks. */
const ARN_KEYS = /^aws:(principalarn|sourcearn|userid|username)$/i;

/** What an allow statement names of break-glass, as its principal or by a condition on who asks. */
export function namedIn(statement: any, names: Names): string[] {
  if (statement?.Effect !== 'Allow') { return []; }
  const principals = typeof statement.Principal === 'string' ? [statement.Principal] : Object.values<any>(statement.Principal ?? {}).flatMap(textsOf);
  const conditions = Object.entries<any>(statement.Condition ?? {}).filter(([operator]) => !/Not/.test(operator))
    .flatMap(([, keys]) => Object.entries<any>(keys ?? {}))
    .filter(([key]) => ARN_KEYS.test(key)).flatMap(([key, value]) => textsOf(value).filter((text) => names(text) || /:(userid|username)$/i.test(key) && /BREAK-GLASS/.test(text)));
  return [...principals.filter(names), ...conditions];
}
