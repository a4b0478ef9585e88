import { rulebookOf } from '../../../src/elevation/engine/rulebook';
import { messageOf, NONE } from '../../identity/fixtures';
import { ACCOUNT, CONTAIN_RULE, iamUser, jane, john, mary, paul, PEOPLE, REVIEW_RULE, ruth, session, user, userId } from '../support/fixture';
import { elevation } from 'cdk-break-glass';

const GROUP = '906790b6f4-de1f6f2e-1a2b-4c5d-8e9f-0000000000aa';
const { Person, PersonPrincipal, ElevationRule } = elevation;
const rule = (props: Partial<elevation.ElevationRuleProps> = {}, name = 'contain') => new ElevationRule(name, { ...CONTAIN_RULE, ...props });
const sso = (name: string, id: string, permissionSetName = 'Elevation') => PersonPrincipal.identityCenterUser({ userId: id, userName: name, permissionSetName, accountId: ACCOUNT });
const errorFor = (people: elevation.Person[], rules = [rule()]) => messageOf(() => rulebookOf(people, rules));
const iam = (name: string, arn = `arn:aws:iam::${ACCOUNT}:user/${name}`) => new Person(name, { principals: [iamUser(arn)] });

test('every principal leads to its person, and every person to its user', () => {
  const { people, userIds } = rulebookOf(PEOPLE, [rule()]);
  expect(people[user('jane')]).toBe('jane');
  expect(people[`sso:${ACCOUNT}:Elevation:jane@example.com`]).toBe('jane');
  expect(people[session('jane')]).toBeUndefined();
  expect(Object.keys(people)).toHaveLength(10);
  expect(userIds).toEqual({ jane: userId(1), john: userId(2), mary: userId(3), paul: userId(4), ruth: userId(5) });
});

test('the order in which people, principals and rules are written changes nothing', () => {
  const review = new ElevationRule('review', REVIEW_RULE);
  const swapped = PEOPLE.map((person) => new Person(person.name, { principals: [...person._principals].reverse() }));
  const [j, o, m, p, r] = swapped;
  const other = new ElevationRule('contain', { ...CONTAIN_RULE, requesters: [j, o], approvers: [j, o, m], fallbackApprovers: [p], bypassers: [r] });
  const again = new ElevationRule('review', { ...REVIEW_RULE, requesters: [j, o], approvers: [m], automaticRequesters: [j] });
  expect(JSON.stringify(rulebookOf([...swapped].reverse(), [again, other]))).toBe(JSON.stringify(rulebookOf(PEOPLE, [rule(), review])));
});

describe('one human is one person', () => {
  test('fails for two of one name', () => {
    expect(errorFor([...PEOPLE, iam('jane')])).toBe("'people' must have different names, got 'jane'; give each human one Person");
    expect(errorFor([...PEOPLE, iam('Jane')])).toBe("'people' must have different names, got 'jane'; give each human one Person");
    expect(errorFor([...PEOPLE, jane])).toBe("'people' must have different names, got 'jane'; give each human one Person");
  });

  test('fails for an IAM user of two', () => {
    expect(errorFor([...PEOPLE, iam('eve', user('jane'))])).toBe(`'people' must not share a principal, got '${user('jane')}'; a principal is one human`);
  });

  test('fails for a session of two', () => {
    expect(errorFor([...PEOPLE, new Person('eve', { principals: [sso('jane@example.com', userId(9))] })]))
      .toBe(`'people' must not share a principal, got 'sso:${ACCOUNT}:Elevation:jane@example.com'; a principal is one human`);
  });

  test('fails for an Identity Center user of two people, with any permission set and spelling', () => {
    expect(errorFor([...PEOPLE, new Person('eve', { principals: [sso('eve@example.com', userId(1), 'Other')] })]))
      .toBe(`'people' must not share a user of Identity Center, got '${userId(1)}'; give each human one Person`);
    expect(errorFor([...PEOPLE, new Person('eve', { principals: [sso('eve@example.com', userId(1).toUpperCase(), 'Other')] })]))
      .toBe(`'people' must not share a user of Identity Center, got '${userId(1)}'; give each human one Person`);
  });

  test('fails for a user name of two people, with another permission set and another user id', () => {
    expect(errorFor([...PEOPLE, new Person('eve', { principals: [sso('Jane@example.com', userId(9), 'Other')] })]))
      .toBe("'people' must not share a user name of Identity Center, got 'jane@example.com'; give each human one Person");
  });

  test('takes the same user by several permission sets of one person', () => {
    const eve = new Person('eve', { principals: [sso('eve@example.com', userId(9)), sso('eve@example.com', userId(9), 'Other')] });
    expect(Object.values(rulebookOf([...PEOPLE, eve], [rule()]).people).filter((name) => name === 'eve')).toHaveLength(2);
  });
});

describe('the rules', () => {
  test('fail without any', () => {
    expect(errorFor(PEOPLE, [])).toBe(`'rules' must hold a rule, got ${NONE}; add an ElevationRule: without a rule, no access can be requested`);
  });

  test('fail for two of one name', () => {
    expect(errorFor(PEOPLE, [rule(), rule()])).toBe("'rules' must have different names, got 'contain'; rename one");
  });

  test.each<[string, Partial<elevation.ElevationRuleProps>]>([
    ['requester', { requesters: [jane, iamWithUser()] }],
    ['approver', { approvers: [jane, john, mary, iam('eve')] }],
    ['one on call', { requesters: [jane, john], requesterGroups: [GROUP], automaticRequesters: [iamWithUser()] }],
    ['fallback approver', { fallbackApprovers: [iam('eve')] }],
    ['one who bypasses', { bypassers: [iam('eve')] }],
    ['revoker', { revokers: [iam('eve')] }],
  ])('fail for an unregistered person as %s', (_, props) => {
    expect(errorFor(PEOPLE, [rule(props)])).toBe("'people' must hold every person that rule 'contain' names, got 'all but eve'; add the person to 'people'");
  });

  test('fail for another person of the same name', () => {
    expect(errorFor(PEOPLE, [rule({ approvers: [john, mary, iam('paul')] })])).toBe("'people' must hold every person that rule 'contain' names, got 'all but paul'; add the person to 'people'");
  });

  test('fail without people', () => {
    expect(errorFor([])).toMatch(/^'people' must hold every person that rule 'contain' names, got 'all but jane'/);
  });

  test('fail where too few of a group are registered', () => {
    const ofGroup = rule({ requesters: [jane], approvers: [], approverGroups: [GROUP], quorum: 2, fallbackApprovers: [], bypassers: [] });
    expect(errorFor([jane, mary, iam('eve')], [ofGroup]))
      .toBe("'people' must hold at least 2 possible approvers for rule 'contain' besides the requester, got 1; register the members of its groups");
    expect(() => rulebookOf([jane, mary, paul], [ofGroup])).not.toThrow();
  });

  test('count approvers by name whom the identity store does not know', () => {
    const eve = iam('eve');
    const ofGroup = rule({ requesters: [jane], approvers: [eve], approverGroups: [GROUP], quorum: 2, fallbackApprovers: [], bypassers: [] });
    expect(() => rulebookOf([jane, mary, eve], [ofGroup])).not.toThrow();
    expect(errorFor([jane, eve], [ofGroup])).toMatch('besides the requester, got 1;');
  });

  test('fail for a group of approvers that another rule grants: members by grant would approve requests', () => {
    const grants = new ElevationRule('group', { target: elevation.ElevationTarget.groupMembership(GROUP.toUpperCase(), 'Approvers'), requesters: [jane], approvers: [ruth] });
    expect(errorFor(PEOPLE, [rule({ approverGroups: [GROUP] }), grants]))
      .toBe(`'approverGroups' of rule 'contain' must not hold the group that rule 'group' grants, got '${GROUP}'; name a group of approvers that no rule grants`);
    expect(() => rulebookOf(PEOPLE, [rule({ requesterGroups: [GROUP] }), grants])).not.toThrow();
  });
});

function iamWithUser(): elevation.Person {
  return new Person('eve', { principals: [sso('eve@example.com', userId(9))] });
}
