import { Claim, each, fact, Question } from './claim';
import { AccessModel, ResourceModel } from './model';
import { ADMINISTRATOR, denied, NOW } from './requests';
import { Strangers, strangersOf } from './strangers';
import { inlineOf, playbookSets } from './structure/playbook-sets';
import { highRisk } from '../private/forbidden-actions';
import { RESERVED_ROLE_PREFIX } from '../private/identity-center';
import { PASSWORD_SECRET_PREFIX, SESSION_REVOCATION_POLICY } from '../private/names';

/** Asked in an account that no template names. */
type Refuse = (action: string, resource?: string, extra?: { [key: string]: string }) => Question;

function forSets(ask: (set: ResourceModel, refuse: Refuse, strangers: Strangers) => Question[]) {
  return (model: AccessModel) => each(playbookSets(model), (set) => {
    const strangers = strangersOf(model);
    const { account } = strangers;
    const role = `${RESERVED_ROLE_PREFIX}${set.props.Name}_0123456789abcdef`;
    const document = inlineOf(set.props);
    return ask(set, (action, resource, extra) => denied(set, `${action}, with AdministratorAccess attached as well`, {
      principalArn: `arn:aws:sts::${account}:assumed-role/${role}/jane`,
      action,
      resource,
      account,
      context: {
        'aws:CurrentTime': NOW,
        'aws:PrincipalAccount': account,
        'aws:PrincipalArn': `arn:aws:iam::${account}:role/aws-reserved/sso.amazonaws.com/${role}`,
        'aws:RequestedRegion': 'us-east-1',
        ...extra,
      },
      identityPolicies: [...(document ? [{ name: 'inline', document }] : []), ADMINISTRATOR],
    }), strangers);
  });
}

export const PERMISSION_SET_CLAIMS: readonly Claim[] = [
  {
    id: 'permission-set-no-high-risk',
    title: 'No permission set of a playbook can create users or keys, remove boundaries, stop the trail, or close the account or leave the organization',
    threats: [1, 3, 6],
    proof: 'policy',
    remedy: 'Leave the policy to the construct: it denies this in every phase.',
    questions: forSets((_, refuse) => highRisk().map((action) => refuse(action))),
  },
  {
    id: 'permission-set-leaves-break-glass-alone',
    title: 'No permission set of a playbook can change a break-glass principal or read its password',
    threats: [1, 9],
    proof: 'policy',
    remedy: 'Leave the policy to the construct: it denies this in every phase.',
    questions: forSets((_, refuse, { account, breakGlassName, samples }) => [
      refuse('iam:AttachUserPolicy', `arn:aws:iam::${account}:user/bg/${breakGlassName}`, { 'iam:PolicyARN': 'arn:aws:iam::aws:policy/AWSDenyAll' }),
      ...samples.flatMap((sample) => [
        refuse('iam:UpdateAssumeRolePolicy', `arn:aws:iam::${account}:role/bg/BREAK-GLASS-${sample}`),
        refuse('iam:CreatePolicyVersion', `arn:aws:iam::${account}:policy/bg/BREAK-GLASS-${sample}-boundary`),
      ]),
      refuse('secretsmanager:GetSecretValue', `arn:aws:secretsmanager:us-east-1:${account}:secret:${PASSWORD_SECRET_PREFIX}${breakGlassName}-AbCdEf`),
    ]),
  },
  {
    id: 'permission-set-leaves-elevation-alone',
    title: 'No permission set of a playbook can change the roles of elevated access, or the policy that ends its own sessions',
    threats: [1, 24],
    proof: 'policy',
    remedy: 'Leave the policy to the construct: it denies this in every phase.',
    questions: forSets((_, refuse, { account }) => [
      refuse('iam:CreatePolicyVersion', `arn:aws:iam::${account}:policy${SESSION_REVOCATION_POLICY}`),
      refuse('iam:SetDefaultPolicyVersion', `arn:aws:iam::${account}:policy${SESSION_REVOCATION_POLICY}`),
      refuse('iam:UpdateAssumeRolePolicy', `arn:aws:iam::${account}:role/elevation/elevation-session-revoker`),
    ]),
  },
  {
    id: 'permission-set-session-length',
    title: 'Sessions of a playbook\'s permission set last at most 4 hours',
    threats: [],
    proof: 'template',
    remedy: 'Shorten maxSession: open sessions outlive a removed assignment.',
    questions: (model) => playbookSets(model).map((set) => {
      const duration = String(set.props.SessionDuration ?? 'PT1H');
      const match = /^PT(?:(\d+)H)?(?:(\d+)M)?$/.exec(duration);
      const minutes = match ? Number(match[1] ?? 0) * 60 + Number(match[2] ?? 0) : Infinity;
      return fact(set, 'has sessions of at most 4 hours', minutes <= 240, `SessionDuration ${duration}`);
    }),
  },
];
