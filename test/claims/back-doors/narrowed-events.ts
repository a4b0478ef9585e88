import { andTerm, filter, listed, rule } from './helpers';
import { BackDoor, ofKind } from './types';
import { Templates } from '../mutations';

const JANE = 'jane.doe-BREAK-GLASS';

/** Adds a condition on the record to a rule's pattern. */
function only(templates: Templates, stack: 'Security' | 'Workload' | 'Elevation', prefix: string, detail: Record<string, unknown>): void {
  const { EventPattern } = rule(templates, stack, prefix);
  for (const [field, value] of Object.entries(detail)) {
    const before = EventPattern.detail[field];
    EventPattern.detail[field] = Array.isArray(value) ? value : { ...before, ...(value as object) };
  }
}

/** Patterns that still match the usual sample record. */
export const NARROWED_EVENTS: readonly BackDoor[] = ofKind('narrowed', [{
  id: 'narrowed-review-without-assume-role',
  putIn: 'the state ENABLED for the rule that starts reviews of uses in other accounts',
  effect: 'forwarded records of AssumeRole are no longer delivered, and no use elsewhere is reviewed',
  mutate: (t) => { rule(t, 'Elevation', 'ElevationFollowForeign').State = 'ENABLED'; },
}, {
  id: 'narrowed-filter-to-address',
  putIn: 'a term for one network in the filter for AssumeRole',
  effect: 'a use from any other address isn\'t counted',
  mutate: (t) => { andTerm(filter(t, 'AlarmUseFilter1'), '$.sourceIPAddress="198.51.100.*"'); },
}, {
  id: 'narrowed-filter-to-region',
  putIn: 'a term for the home Region in the filter for actions inside a session',
  effect: 'what a session does in another Region isn\'t counted',
  mutate: (t) => { andTerm(filter(t, 'AlarmUseFilter5'), '$.awsRegion="us-east-1"'); },
}, {
  id: 'narrowed-filter-to-user-agent',
  putIn: 'a term that leaves out one user agent, in the filter for Switch Role',
  effect: 'the caller chooses its user agent, and isn\'t counted',
  mutate: (t) => { andTerm(filter(t, 'AlarmUseFilter3'), '$.userAgent!="HealthCheck*"'); },
}, {
  id: 'narrowed-filter-to-event-version',
  putIn: 'a term for today\'s version of the event format, in the filter for sign-ins',
  effect: 'with the next version of CloudTrail\'s format the filter is silent',
  mutate: (t) => { andTerm(filter(t, 'AlarmSignInFilter1'), '$.eventVersion="1.08"'); },
}, {
  id: 'narrowed-filter-to-mfa',
  putIn: 'a term for MFA in the filter for sign-ins',
  effect: 'failed sign-ins, and those without MFA, aren\'t counted as sign-ins',
  mutate: (t) => { andTerm(filter(t, 'AlarmSignInFilter1'), '$.additionalEventData.MFAUsed="Yes"'); },
}, {
  id: 'narrowed-filter-to-read-only-flag',
  putIn: 'a term for read-only calls in the filter for actions inside a session',
  effect: 'writes of a session aren\'t counted',
  mutate: (t) => { andTerm(filter(t, 'AlarmUseFilter5'), '$.readOnly IS TRUE'); },
}, {
  id: 'narrowed-filter-to-event-type',
  putIn: 'a term for sign-in events in the filter for root',
  effect: 'what root does after its sign-in isn\'t counted',
  mutate: (t) => { andTerm(filter(t, 'AlarmRootFilter1'), '$.eventType="AwsConsoleSignIn"'); },
}, {
  id: 'narrowed-filter-to-session-name',
  putIn: 'a term for one session name in the filter for actions inside a session',
  effect: 'actions of all other people aren\'t counted',
  mutate: (t) => { andTerm(filter(t, 'AlarmUseFilter5'), `$.userIdentity.principalId="*:${JANE}"`); },
}, {
  id: 'narrowed-filter-to-failed-reads',
  putIn: 'a term for refused calls in the filter for reads of the password',
  effect: 'a read that succeeds isn\'t counted',
  mutate: (t) => { andTerm(filter(t, 'AlarmPasswordReadFilter1'), '$.errorCode="AccessDenied*"'); },
}, {
  id: 'narrowed-filter-to-refused-root-sessions',
  putIn: 'a term for errors in the filter for AssumeRoot',
  effect: 'a root session that begins isn\'t counted',
  mutate: (t) => { andTerm(filter(t, 'AlarmAssumeRootFilter1'), '$.errorCode="*"'); },
}, {
  id: 'narrowed-filter-to-one-caller-of-tampering',
  putIn: 'a term that leaves out assumed roles, in the filter for changes to the trail',
  effect: 'a pipeline or session that stops the trail isn\'t counted',
  mutate: (t) => { andTerm(filter(t, 'AlarmTamperingFilter1'), '$.userIdentity.type!="AssumedRole"'); },
}, {
  id: 'narrowed-rule-to-console',
  putIn: 'the user agent of the console in the pattern of the rule for uses',
  effect: 'a use by the command line is silent',
  mutate: (t) => { only(t, 'Security', 'AlarmRulesUse1', { userAgent: ['signin.amazonaws.com'] }); },
}, {
  id: 'narrowed-rule-to-network',
  putIn: 'a private network in the pattern of the rule for sign-ins',
  effect: 'sign-ins from the Internet are silent',
  mutate: (t) => { only(t, 'Security', 'AlarmRulesSignIn1', { sourceIPAddress: [{ cidr: '10.0.0.0/8' }] }); },
}, {
  id: 'narrowed-rule-to-text-flag',
  putIn: 'the text "false" instead of the value false, in the pattern for changes to users',
  effect: 'the record has a truth value, which no text matches: the rule is silent',
  mutate: (t) => { only(t, 'Security', 'AlarmRulesTampering11', { readOnly: ['false'] }); },
}, {
  id: 'narrowed-rule-to-detail-type',
  putIn: 'the type of API calls in the pattern for sign-ins',
  effect: 'sign-ins have another type: the rule is silent',
  mutate: (t) => { rule(t, 'Security', 'AlarmRulesSignIn1').EventPattern['detail-type'] = ['AWS API Call via CloudTrail']; },
}, {
  id: 'narrowed-rule-to-time',
  putIn: 'a month in the pattern for uses',
  effect: 'from the next month on uses are silent',
  mutate: (t) => { rule(t, 'Workload', 'RulesUse1').EventPattern.time = [{ prefix: '2026-12-' }]; },
}, {
  id: 'narrowed-rule-anything-but',
  putIn: 'three calls that the rule for actions inside a session leaves out',
  effect: 'a session reads objects and rewrites roles without a message',
  mutate: (t) => { only(t, 'Security', 'AlarmRulesUse3', { eventName: [{ 'anything-but': ['GetObject', 'PutRolePolicy', 'CreateRole'] }] }); },
}, {
  id: 'narrowed-rule-to-own-account',
  putIn: 'the account as the caller\'s, in the pattern of the workload account',
  effect: 'responders come from the security account: no use of theirs matches',
  mutate: (t) => { only(t, 'Workload', 'RulesUse1', { userIdentity: { accountId: ['222222222222'] } }); },
}, {
  id: 'narrowed-rule-without-shared-event',
  putIn: 'the absence of a shared event id, in the pattern of the workload account',
  effect: 'records of calls across accounts have one: no use of a responder matches',
  mutate: (t) => { only(t, 'Workload', 'RulesUse1', { sharedEventID: [{ exists: false }] }); },
}, {
  id: 'narrowed-rule-except-network',
  putIn: 'a network that the rule for Switch Role leaves out',
  effect: 'uses from the attacker\'s network are silent',
  mutate: (t) => { only(t, 'Security', 'AlarmRulesUse2', { sourceIPAddress: [{ 'anything-but': { prefix: '203.0.113.' } }] }); },
}, {
  id: 'narrowed-rule-to-caller-type',
  putIn: 'IAM users only, in the rule for reads of the password',
  effect: 'a role that reads the password is silent',
  mutate: (t) => { only(t, 'Security', 'AlarmRulesPasswordRead1', { userIdentity: { type: ['IAMUser'] } }); },
}, {
  id: 'narrowed-rule-to-one-password',
  putIn: 'one user\'s secret instead of the prefix of all',
  effect: 'reads of the other passwords are silent',
  mutate: (t) => { only(t, 'Security', 'AlarmRulesPasswordRead1', { requestParameters: { secretId: [`break-glass-password/${JANE}`] } }); },
}, {
  id: 'narrowed-rule-to-mobile',
  putIn: 'sign-ins with the mobile app, in the rule for sign-ins without MFA',
  effect: 'a browser without MFA is silent',
  mutate: (t) => { only(t, 'Security', 'AlarmRulesSignInWithoutMfa1', { additionalEventData: { MobileVersion: ['Yes'] } }); },
}, {
  id: 'narrowed-rule-to-mfa-sessions',
  putIn: 'sessions with MFA, in the rule for refused calls of the workload account',
  effect: 'sessions of roles never carry MFA: refusals are silent',
  mutate: (t) => { only(t, 'Workload', 'RulesDenied1', { userIdentity: { sessionContext: { attributes: { mfaAuthenticated: ['true'] } } } }); },
}, {
  id: 'narrowed-rule-to-case',
  putIn: 'another case in the name of a call, in the rule for AssumeRoot',
  effect: 'patterns care about case: the rule is silent',
  mutate: (t) => { only(t, 'Workload', 'RulesAssumeRoot1', { eventName: ['assumeRoot'] }); },
}, {
  id: 'narrowed-rule-to-first-condition-of-or',
  putIn: 'an $or of two user agents, in the rule for uses by session',
  effect: 'only browsers and one tool are told',
  mutate: (t) => {
    rule(t, 'Workload', 'RulesUse3').EventPattern.detail.$or = [{ userAgent: [{ prefix: 'Mozilla/' }] }, { userAgent: [{ prefix: 'aws-cli/' }] }];
  },
}, {
  id: 'narrowed-steps-without-bypass',
  putIn: 'all steps but bypasses and unknown access, in the rule that announces steps of elevated access',
  effect: 'the steps that matter most are announced to nobody by this rule',
  mutate: (t) => {
    rule(t, 'Elevation', 'ElevationAlarmsSteps').EventPattern['detail-type'] = [{ 'anything-but': ['Elevation Bypassed', 'Elevation Unknown Access'] }];
  },
}, {
  id: 'narrowed-review-to-one-session',
  putIn: 'one session name, in the rule that starts reviews of break-glass use',
  effect: 'uses by other people are never reviewed',
  mutate: (t) => { only(t, 'Elevation', 'ElevationFollowUse1', { requestParameters: { roleSessionName: [JANE] } }); },
}, {
  id: 'narrowed-rule-to-known-caller',
  putIn: 'the responder as caller, in the rule for refused attempts to assume a role',
  effect: 'a stranger who tries the role is silent',
  mutate: (t) => {
    const arn = `arn:aws:iam::111111111111:user/bg/${JANE}`;
    only(t, 'Security', 'AlarmRulesDenied3', { userIdentity: { arn: listed(arn) } });
  },
}]);
