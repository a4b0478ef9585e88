import { Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CONTAIN_RULE, elevatedAccess, FIELDS, jane, mary } from './fixture';
import { customRule, revocationRule, windowRule } from './kinds';
import { elevation, Phase, Playbook } from 'cdk-break-glass';

const GROUP = '906790b6f4-de1f6f2e-1a2b-4c5d-8e9f-0000000000aa';
const OTHER_GROUP = '906790b6f4-de1f6f2e-1a2b-4c5d-8e9f-0000000000ab';

/** With every kind of target, groups and units: everything that can be in the template. */
export function everything(): Stack {
  const { stack, access } = elevatedAccess({
    rules: (scope) => ({
      contain: { ...CONTAIN_RULE, requesterGroups: [GROUP], approverGroups: [GROUP], organizationalUnits: ['ou-abcd-12345678'] },
      revocation: revocationRule,
      window: windowRule(scope),
      database: customRule(scope),
      group: { target: elevation.ElevationTarget.groupMembership(OTHER_GROUP, 'Responders'), requesters: [jane], approvers: [mary] },
      investigate: {
        target: elevation.ElevationTarget.scopedSession(
          new elevation.ElevationSessionRole(scope, 'Sessions', { playbook: Playbook.CREDENTIAL_COMPROMISE, phase: Phase.CONTAINMENT })),
        requesters: [jane],
        approvers: [mary],
        requiredFields: FIELDS,
      },
    }),
    props: { archiveRetention: Duration.days(400), securityHub: true, sessionRevocationPolicyId: 'p-examplepolicyid111', callerPermissionSet: true },
  });
  access.grantCall(new iam.Role(stack, 'Portal', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }));
  return stack;
}
