import { cut, facts } from './compare';
import { elevationsOf, ElevationParts } from './elevation-parts';
import { listOf, textsOf } from '../../analysis/policy/lists';
import { END_OF_ACCESS } from '../../elevation/engine/names';
import { RuleData } from '../../elevation/engine/rule-data';
import { jsonOf } from '../../private/texts';
import { canonical } from '../alarm-chain/faults';
import { assumed, Claim, Question } from '../claim';
import { AccessModel, ResourceModel } from '../model';
import { ofModel } from '../model-index';
import { trustedArns } from '../requests';

const SHORTEST_MINUTES = 15;
const LONGEST_MINUTES = 720;

type People = { readonly [principal: string]: string };

export const ELEVATION_RULES: Claim = {
  id: 'elevation-rules-as-written',
  title: 'All workflows of elevated access have the same rules and people; accesses last at most 12 hours; a window opens a role only for its own responders',
  threats: [21, 24, 27],
  proof: 'template',
  ownOnly: true,
  remedy: 'Change rules and people in ElevatedAccess, and never in the definition of a workflow.',
  questions: function* (model): Iterable<Question> {
    for (const parts of elevationsOf(model)) {
      const rules = rulesOf(parts);
      const people = peopleOf(parts);
      yield* facts(parts.ledger, 'has one set of rules in all its workflows', sameEverywhere('rules', rules), `${rules[0] === undefined ? 0 : Object.keys(JSON.parse(rules[0])).length} rules`);
      yield* facts(parts.ledger, 'has one register of people in all its workflows', sameEverywhere('people', people), `${people[0] === undefined ? 0 : Object.keys(JSON.parse(people[0])).length} principals`);
      const register: People = people[0] === undefined ? {} : JSON.parse(people[0]);
      for (const rule of Object.values<RuleData>(rules[0] === undefined ? {} : JSON.parse(rules[0]))) {
        yield* facts(parts.ledger, `has a rule '${rule.name}' that the library could have written`, ruleDeviations(model, rule, register), summary(rule));
      }
      yield* windows(model, parts);
      yield* sessions(parts);
    }
  },
};

export interface ElevationRule {
  readonly rule: RuleData;
  readonly stack: string;
  /** Account of elevated access. */
  readonly account: string;
}

/** Every rule of elevated access, with the stack that has it. */
export const elevationRules = ofModel((model): readonly ElevationRule[] => elevationsOf(model).flatMap((parts) => {
  const { name: stack, account } = parts.ledger.stack;
  return rulesOf(parts).flatMap((rules) => Object.values<RuleData>(jsonOf(rules) ?? {}))
    .filter((rule) => typeof rule === 'object' && rule !== null).map((rule) => ({ rule, stack, account }));
}));

/** What elevated access gives by request, as lines that can be compared with those of another day. */
export function elevationLines(model: AccessModel): ReadonlyMap<string, readonly string[]> {
  const lines = new Map<string, readonly string[]>();
  for (const parts of elevationsOf(model)) {
    for (const rules of rulesOf(parts)) {
      for (const rule of Object.values<RuleData>(jsonOf(rules) ?? {})) { lines.set(rule.name, linesOf(rule)); }
    }
    for (const people of peopleOf(parts)) {
      lines.set('people', [...lines.get('people') ?? [], ...Object.entries<string>(jsonOf(people) ?? {}).map(([principal, person]) => `${person} is ${principal}`)]);
    }
  }
  return lines;
}

function linesOf(rule: RuleData): string[] {
  const each = (what: string, values: unknown) => textsOf(values).map((value) => `${what} ${value}`);
  return [
    `gives ${rule.kind} ${rule.title}`, `up to ${rule.minutes} minutes`, `needs ${rule.quorum} approvals`,
    ...each('in account', rule.accounts), ...each('in unit', rule.units), ...each('requester', rule.requesters), ...each('requester group', rule.requesterGroups),
    ...each('approver', rule.approvers), ...each('approver group', rule.approverGroups), ...each('approved by itself for', rule.automatic),
    ...each('approver in time of need', rule.fallback), ...each('bypass by', rule.bypass), ...Object.entries(rule.users ?? {}).map(([person, arn]) => `opens for ${person}: ${arn}`),
  ];
}

/** The rules of a definition, each set once. */
export const rulesOf = (parts: ElevationParts) => objectsOf(parts, /\{"([\w.-]+)":\{"name":"\1","kind":/g);

/** The register of people: the person of each principal. */
export const peopleOf = (parts: ElevationParts) => objectsOf(parts, /(?<=\$people := )\{/g);

/** The JSON objects that begin where an expression matches, each once. */
export function objectsOf({ workflows }: ElevationParts, start: RegExp): string[] {
  const found = new Set<string>();
  for (const { resource } of workflows) {
    for (const expression of expressionsOf(resource)) {
      for (const { index } of expression.matchAll(start)) { found.add(objectAt(expression, index)); }
    }
  }
  return [...found];
}

/** Several claims look for several things in the same definitions. */
const expressions = new WeakMap<ResourceModel, readonly string[]>();

/** The texts of a workflow's definition that may hold an object. */
function expressionsOf(workflow: ResourceModel): readonly string[] {
  let known = expressions.get(workflow);
  if (known === undefined) {
    const texts: string[] = [];
    collectTexts(jsonOf(String(workflow.props.DefinitionString)), texts);
    expressions.set(workflow, known = texts.filter((text) => text.includes('{')));
  }
  return known;
}

function collectTexts(value: unknown, texts: string[]): void {
  if (typeof value === 'string') { texts.push(value); return; }
  if (value !== null && typeof value === 'object') { Object.values(value).forEach((part) => collectTexts(part, texts)); }
}

/** The text of a JSON object that begins here. */
function objectAt(text: string, start: number): string {
  let depth = 0;
  let quoted = false;
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (quoted) {
      if (character === '\\') { at++; } else if (character === '"') { quoted = false; }
    } else if (character === '"') {
      quoted = true;
    } else if (character === '{') {
      depth++;
    } else if (character === '}' && --depth === 0) {
      return text.slice(start, at + 1);
    }
  }
  return '{}';
}

function sameEverywhere(what: string, found: readonly string[]): string[] {
  const unreadable = found.filter((text) => jsonOf(text) === undefined);
  return [
    ...(found.length === 0 ? [`no workflow has ${what} that can be read`] : []),
    ...(found.length > 1 ? [`${found.length} different sets of ${what}: ${firstDifference(found[0], found[1])}`] : []),
    ...unreadable.map((text) => `${what} that can't be read: ${cut(text)}`),
  ];
}

function firstDifference(one: string, other: string): string {
  let at = 0;
  while (at < one.length && one[at] === other[at]) { at++; }
  const near = (text: string) => text.slice(Math.max(0, at - 40), at + 40);
  return cut(`…${near(one)}… and …${near(other)}…`);
}

function ruleDeviations(model: AccessModel, rule: RuleData, register: People): string[] {
  const known = new Set(Object.values(register));
  const named = [rule.requesters, rule.approvers, rule.automatic, rule.fallback, rule.bypass, rule.revokers].flatMap(textsOf);
  const number = (value: unknown, least: number, most: number) => Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
  const role = model.roles.find(({ arn }) => arn === rule.resource);
  const strangers = rule.kind === 'window' && role ? textsOf(Object.values(rule.users ?? {})).filter((arn) => !trustedArns(role).includes(arn)) : [];
  return [
    ...(number(rule.minutes, SHORTEST_MINUTES, LONGEST_MINUTES) ? [] : [`lasts ${rule.minutes} minutes: the library allows ${SHORTEST_MINUTES} to ${LONGEST_MINUTES}`]),
    ...(number(rule.quorum, 1, 99) ? [] : [`needs ${rule.quorum} approvals`]),
    ...named.filter((person) => !known.has(person)).map((person) => `names ${person}, whom the register doesn't know`),
    ...strangers.map((arn) => `opens the role for ${arn}, whom it doesn't trust`),
    ...(textsOf(rule.approvers).length + textsOf(rule.approverGroups).length + textsOf(rule.automatic).length === 0 ? ['has no approver'] : []),
  ];
}

function summary({ requesters, approvers, quorum, minutes, accounts }: RuleData): string {
  return cut(`${textsOf(requesters).join(', ') || 'groups'}, approved by ${quorum} of ${textsOf(approvers).join(', ') || 'groups'}, ${minutes} minutes, ${textsOf(accounts).join(', ') || 'one place'}`);
}

/** What workflows write into the trust of a sealed role when they close it is the role's own trust. */
function* windows(model: AccessModel, parts: ElevationParts): Iterable<Question> {
  const written = new Map(objectsOf(parts, /(?<=\$roles := )\{/g).flatMap((text) => Object.entries<any>(jsonOf(text.replace(/\\u0024/g, '$')) ?? {}))
    .map(([arn, seal]): [string, any] => [`${arn} ${JSON.stringify(seal)}`, { arn, seal }]));
  for (const { arn, seal } of written.values()) {
    const role = model.roles.find((one) => one.arn === arn);
    if (role) {
      const same = JSON.stringify(seal.closed) === JSON.stringify(role.trust?.Statement);
      yield* facts(role, 'is closed by a workflow with its own trust policy', same ? [] : [`would get ${JSON.stringify(seal.closed)}`], 'as in the template');
      const asked = canonical(conditionsOf(role.trust));
      yield* facts(role, 'is opened by a workflow under the conditions of its own trust policy',
        canonical(seal.conditions ?? null) === asked ? [] : [`would be opened under ${cut(JSON.stringify(seal.conditions) ?? 'no conditions')}`], cut(asked));
    } else {
      yield assumed(String(arn), 'is a sealed role of another app: workflows close it with the trust policy that it had here',
        `aws iam get-role --role-name ${String(arn).split('/').at(-1)} --query Role.AssumeRolePolicyDocument`);
    }
  }
}

/** The conditions under which the trust lets its responders in, without those of the window. */
function conditionsOf(trust: any): any {
  const { DateGreaterThanEquals: _from, DateLessThanEquals: _until, ...conditions } = listOf(trust?.Statement).find((one: any) => one?.Action === 'sts:AssumeRole')?.Condition ?? {};
  return conditions;
}

/** Each session policy ends the session with its access. */
function* sessions(parts: ElevationParts): Iterable<Question> {
  const ends = canonical({ Effect: 'Deny', Action: '*', Resource: '*', Condition: { DateGreaterThan: { 'aws:CurrentTime': END_OF_ACCESS } } });
  for (const policies of objectsOf(parts, /(?<=\$policies := )\{/g)) {
    for (const [rule, policy] of Object.entries<any>(jsonOf(policies) ?? {})) {
      const statements = listOf(jsonOf(String(policy))?.Statement);
      yield* facts(parts.ledger, `ends the sessions of '${rule}' with their access`,
        statements.some((statement) => canonical(statement) === ends) ? [] : ['its session policy has no deny after the end'], 'by a deny after the end');
    }
  }
}
