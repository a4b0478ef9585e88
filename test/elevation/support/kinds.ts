import { Stack } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { ACCOUNT, CONTAIN, jane, john, mary, PAYMENTS, WEB } from './fixture';
import { ActivationWindow, BreakGlassUser, IncidentResponseRole, Playbook, ResponderProfile, elevation } from 'cdk-break-glass';

/** A sealed role whose responders are Jane and John. */
export function sealedRole(scope: Stack, window = ActivationWindow.closed()): IncidentResponseRole {
  const responder = (name: string) => BreakGlassUser.fromUserArn(scope, name, `arn:aws:iam::${ACCOUNT}:user/people/${name}`);
  return new IncidentResponseRole(scope, 'Sealed', {
    profile: ResponderProfile.SECURITY_INVESTIGATOR,
    playbook: Playbook.CREDENTIAL_COMPROMISE,
    responders: [responder('jane'), responder('john')],
    activationWindow: window,
  });
}

export const windowRule = (scope: Stack): elevation.ElevationRuleProps => ({
  target: elevation.ElevationTarget.activationWindow(sealedRole(scope)),
  requesters: [jane, john],
  approvers: [mary],
  automaticRequesters: [jane, john],
  requiredFields: [],
});

/** A custom target with two workflows that do nothing. */
export const customRule = (scope: Stack): elevation.ElevationRuleProps => {
  const machine = (id: string) => new sfn.StateMachine(scope, id, {
    queryLanguage: sfn.QueryLanguage.JSONATA, definitionBody: sfn.DefinitionBody.fromChainable(sfn.Pass.jsonata(scope, `${id} done`)),
  });
  return {
    target: elevation.ElevationTarget.custom('database-admin', { title: 'Administrator of the orders database', grant: machine('Give'), revoke: machine('Take') }),
    requesters: [jane, john],
    approvers: [mary],
    automaticRequesters: [jane, john],
    requiredFields: [],
  };
};

export const revocationRule: elevation.ElevationRuleProps = {
  target: elevation.ElevationTarget.permissionSetArn(CONTAIN, 'Contain', { sessionRevocation: true }),
  accounts: [PAYMENTS, WEB],
  requesters: [jane, john],
  approvers: [mary],
  automaticRequesters: [jane, john],
  requiredFields: [],
};
