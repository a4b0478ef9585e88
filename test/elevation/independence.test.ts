import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { CONTAIN_RULE, elevatedAccess, IDENTITY_STORE, INSTANCE, PEOPLE, REVIEW_RULE } from './support/fixture';
import { referenceOrganization } from '../../examples/reference-org/app';
import {
  BreakGlassAlarm, BreakGlassUser, elevation, IncidentResponseRole, NotificationTarget, NotificationTopic,
  Phase, Playbook, PlaybookPermissionSet, ResponderProfile,
} from 'cdk-break-glass';

/** Adds elevated access to an app that has the break-glass path, the way its owner would. */
function addElevation(scope: Stack, rules = [new elevation.ElevationRule('contain', CONTAIN_RULE), new elevation.ElevationRule('review', REVIEW_RULE)]) {
  return new elevation.ElevatedAccess(scope, 'Elevation', {
    people: PEOPLE,
    rules,
    identityCenter: new elevation.IdentityCenterDirectory({ instanceArn: INSTANCE, identityStoreId: IDENTITY_STORE, permissionSetName: 'Elevation', accountId: scope.account }),
    notify: [NotificationTarget.topic(new NotificationTopic(scope, 'ElevationTopic', { name: 'ELEVATION' }).topic)],
  });
}

const texts = (app: App) => Object.fromEntries(app.synth().stacks.map(({ stackName, template }) => [stackName, JSON.stringify(template)]));

describe('with elevated access in the app of the reference organization', () => {
  const alone = texts(referenceOrganization({ analyticsReporting: false }));
  const app = referenceOrganization({ analyticsReporting: false });
  const own = new Stack(app, 'Elevation', { env: { account: '444444444444', region: 'us-east-1' } });
  addElevation(own);
  const assembly = app.synth();
  const together = Object.fromEntries(assembly.stacks.map(({ stackName, template }) => [stackName, JSON.stringify(template)]));

  test('there is a stack more, and the others are those that were there', () => {
    expect(Object.keys(together).sort()).toEqual([...Object.keys(alone), 'Elevation'].sort());
    expect(Object.keys(alone).length).toBe(6);
  });

  test.each(Object.keys(alone))('the template of %s is the same, byte for byte', (name) => {
    expect(together[name]).toBe(alone[name]);
  });

  test('no stack of the break-glass path waits for it or reads from it', () => {
    const others = assembly.stacks.filter(({ stackName }) => stackName !== 'Elevation');
    expect(others.flatMap(({ dependencies }) => dependencies.map(({ id }) => id)).filter((id) => id.includes('Elevation'))).toEqual([]);
    expect(others.filter(({ template }) => JSON.stringify(template).includes('Elevation:Export'))).toEqual([]);
  });

  test('it waits for no stack of the break-glass path either', () => {
    const { dependencies } = assembly.getStackByName('Elevation');
    expect(dependencies.filter(({ id }) => !id.endsWith('.assets'))).toEqual([]);
  });
});

describe('with elevated access in the very stack of the break-glass path', () => {
  function stackOf(withElevation: boolean): Stack {
    const stack = new Stack(new App({ analyticsReporting: false }), 'Stack', { env: { account: '111111111111', region: 'eu-central-1' } });
    const person = (responderName: string) => new BreakGlassUser(stack, responderName.slice(0, 4), {
      responderName, responderEmail: `${responderName.slice(0, 4).toLowerCase()}@example.com`, emergencyContact: 'oncall@example.com',
    });
    const users = [person('Jane Doe'), person('John Roe')];
    const role = new IncidentResponseRole(stack, 'Admin', {
      profile: ResponderProfile.BREAK_GLASS_ADMIN, playbook: Playbook.GENERAL_INCIDENT, responders: users,
    });
    const set = new PlaybookPermissionSet(stack, 'Set', { instanceArn: INSTANCE, playbook: Playbook.RANSOMWARE, phase: Phase.CONTAINMENT });
    const { topic } = new NotificationTopic(stack, 'Topic');
    const trailLogGroup = LogGroup.fromLogGroupName(stack, 'Trail', 'organization-trail');
    new BreakGlassAlarm(stack, 'Alarm', { trailLogGroup, users, roles: [role], notify: [NotificationTarget.topic(topic)] });
    if (withElevation) {
      addElevation(stack, [new elevation.ElevationRule('contain', { ...CONTAIN_RULE, target: elevation.ElevationTarget.permissionSet(set) })]);
    }
    return stack;
  }
  const alone: { [id: string]: any } = Template.fromStack(stackOf(false)).toJSON().Resources;
  const together: { [id: string]: any } = Template.fromStack(stackOf(true)).toJSON().Resources;
  const added = Object.keys(together).filter((id) => !(id in alone));

  test('what was there is still there, and the same', () => {
    expect(Object.keys(alone).length).toBeGreaterThan(10);
    expect(Object.fromEntries(Object.keys(alone).map((id) => [id, together[id]]))).toEqual(alone);
  });

  test('nothing that was there refers to what was added', () => {
    expect(added.length).toBeGreaterThan(30);
    const text = JSON.stringify(Object.keys(alone).map((id) => together[id]));
    expect(added.filter((id) => text.includes(`"${id}"`))).toEqual([]);
  });

  test('the added resources refer to the permission set that they grant, and to no other existing resource', () => {
    const text = JSON.stringify(added.map((id) => together[id]));
    const permissionSets = Object.keys(alone).filter((id) => alone[id].Type === 'AWS::SSO::PermissionSet');
    expect(permissionSets).toHaveLength(1);
    expect(Object.keys(alone).filter((id) => text.includes(`"${id}"`))).toEqual(permissionSets);
  });
});

test('without Identity Center nothing of the break-glass path is missing: it names no principal of it', () => {
  const { Access: _, ...others } = texts(referenceOrganization({ analyticsReporting: false }));
  const breakGlass = Object.values(others).join('\n');
  expect(breakGlass).not.toContain('"AWS::StepFunctions::StateMachine"');
  expect(breakGlass).not.toMatch(/"Principal":\{[^}]*AWSReservedSSO_/);
  expect(JSON.stringify(Template.fromStack(elevatedAccess().stack).toJSON())).not.toContain('-BREAK-GLASS"');
});
