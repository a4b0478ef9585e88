import { Rulebook } from './rule-data';
import { propError } from '../../private/validation';
import { ACCOUNT_ASSIGNMENT } from '../grants/account-assignment';
import { GROUP_MEMBERSHIP } from '../grants/group-membership';
import { Person } from '../person';
import { ElevationRule } from '../rule';

export function rulebookOf(people: readonly Person[], rules: readonly ElevationRule[]): Rulebook {
  requireRegistry(people);
  requireRules(people, rules);
  // Sorted, so that the order in which people and rules are written changes no definition.
  const sortedPeople = [...people].sort(byName);
  const sortedRules = [...rules].sort(byName);
  const patterns: string[] = [];
  const data = Object.fromEntries(sortedRules.map((rule) => [rule.name, rule._data(patterns, sortedPeople)]));
  return {
    people: Object.fromEntries(sortedPeople.flatMap((person) => person._principals.map(({ _key }) => [_key, person.name] as const)).sort(byKey)),
    userIds: Object.fromEntries(sortedPeople.filter(({ _userId }) => _userId !== undefined).map((person) => [person.name, person._userId!])),
    rules: data,
    patterns,
    sessionPolicies: Object.fromEntries(rules.flatMap(({ name, _props: { target: { _of: { sessionPolicy } } } }) => (
      sessionPolicy === undefined ? [] : [[name, sessionPolicy]]))),
    targets: sortedRules.map(({ _props: { target } }) => ({ resource: target._resource, parts: target._of })),
  };
}

const compared = (a: string, b: string) => a < b ? -1 : a > b ? 1 : 0;
const byName = (a: { readonly name: string }, b: { readonly name: string }) => compared(a.name, b.name);
const byKey = (a: readonly [string, string], b: readonly [string, string]) => compared(a[0], b[0]);

const twice = <T>(values: readonly T[]) => values.find((value, index) => values.indexOf(value) !== index);

/** People can't approve their own request through a second identity: each human is one Person. Names and ids are compared without case. */
function requireRegistry(people: readonly Person[]): void {
  const name = twice(people.map((person) => person.name.toLowerCase()));
  if (name !== undefined) { throw propError('people', 'must have different names', name, 'give each human one Person'); }
  const principals = people.flatMap((person) => person._principals);
  const shared = twice(principals.map(({ _identity }) => _identity));
  if (shared !== undefined) {
    throw propError('people', 'must not share a principal', principals.find(({ _identity }) => _identity === shared)!._key, 'a principal is one human');
  }
  const ofEach = (of: (person: Person) => string[]) => twice(people.flatMap((person) => [...new Set(of(person).map((text) => text.toLowerCase()))]));
  const users = (person: Person) => person._principals.filter(({ _kind }) => _kind === 'sso');
  const userId = ofEach((person) => users(person).map(({ _grantee }) => _grantee));
  if (userId !== undefined) { throw propError('people', 'must not share a user of Identity Center', userId, 'give each human one Person'); }
  const userName = ofEach((person) => users(person).map(({ _userName }) => _userName!));
  if (userName !== undefined) { throw propError('people', 'must not share a user name of Identity Center', userName, 'give each human one Person'); }
}

function requireRules(people: readonly Person[], rules: readonly ElevationRule[]): void {
  const rule = twice(rules.map((one) => one.name));
  if (rule !== undefined) { throw propError('rules', 'must have different names', rule, 'rename one'); }
  if (rules.length === 0) { throw propError('rules', 'must hold a rule', 'none', 'add an ElevationRule: without a rule, no access can be requested'); }
  requirePlaces(rules);
  const granting = rules.filter(({ _props: { target } }) => target._kind === GROUP_MEMBERSHIP);
  const given = new Map(granting.map(({ name, _props: { target } }) => [target._resource.toLowerCase(), name]));
  for (const one of rules) {
    const stranger = one._people.find((person) => !people.includes(person));
    if (stranger) { throw propError('people', `must hold every person that rule '${one.name}' names`, `all but ${stranger.name}`, "add the person to 'people'"); }
    requireApprovers(people, one);
    // Otherwise a member by grant decides on requests, also on who becomes a member next.
    const group = (one._props.approverGroups ?? []).find((id) => given.has(id.toLowerCase()));
    if (group !== undefined) {
      throw propError('approverGroups', `of rule '${one.name}' must not hold the group that rule '${given.get(group.toLowerCase())}' grants`, group,
        'name a group of approvers that no rule grants');
    }
  }
}

/** Accounts that fit into the policies of the roles that assign, and assignments that fit into the history of one reconciliation. */
const MOST_ACCOUNTS = 150;
const MOST_PLACES = 1000;

function requirePlaces(rules: readonly ElevationRule[]): void {
  const assigning = rules.filter(({ _props: { target } }) => target._kind === ACCOUNT_ASSIGNMENT);
  const fix = "name 'organizationalUnits', whose accounts are looked up, or divide the rules among more than one ElevatedAccess";
  const accounts = new Set(assigning.flatMap(({ _props }) => _props.accounts ?? [])).size;
  if (accounts > MOST_ACCOUNTS) { throw propError('accounts', `must be at most ${MOST_ACCOUNTS} in all rules together`, accounts, fix); }
  const places = new Set(assigning.flatMap(({ _props }) => (_props.accounts ?? []).map((account) => `${_props.target._resource} ${account}`))).size;
  if (places > MOST_PLACES) { throw propError('accounts', `must be at most ${MOST_PLACES} for all permission sets together`, places, fix); }
}

/** With groups, each registered person with an Identity Center user can become an approver. Fails if even these are too few. */
function requireApprovers(people: readonly Person[], rule: ElevationRule): void {
  const { approvers = [], approverGroups = [], quorum = 1 } = rule._props;
  if (approverGroups.length === 0) { return; }
  const possible = people.filter((person) => approvers.includes(person) || person._userId !== undefined).length - 1;
  if (possible < quorum) {
    throw propError('people', `must hold at least ${quorum} possible approvers for rule '${rule.name}' besides the requester`, possible, 'register the members of its groups');
  }
}
