/** Facts that no call can show, and what a person does to see them. `--record` writes the answer into the table. */
import { FactId } from '../../src/claims/internal';

export interface ByHand {
  readonly fact: FactId;
  readonly why: string;
  readonly steps: readonly string[];
}

export const BY_HAND: readonly ByHand[] = [
  {
    fact: 'aws-login-mfa',
    why: 'aws login needs a browser and an MFA device',
    steps: ['Sign in as a break-glass user with MFA and allowAwsLogin: aws login.', 'aws sts assume-role of a role that names the user. It held if that is allowed.'],
  },
  {
    fact: 'first-password-change',
    why: 'the forced change is a page of the console',
    steps: ['Sign in to the console with the first password of a new break-glass user, before any MFA device.', 'It held if the password can be changed there.'],
  },
  {
    fact: 'security-hub-finding',
    why: 'people look at it',
    steps: ['Grant an access with securityHub switched on.', 'It held if Security Hub CSPM shows the finding with requester, rule and account, and archives it at the end.'],
  },
  {
    fact: 'assignment-time',
    why: 'needs an instance of IAM Identity Center with a permission set to give away',
    steps: ['Ask for an access and have it approved.', 'Record the time to grant that the dashboard of elevated access shows. It held if that is below the goal of the dashboard.'],
  },
  {
    fact: 'console-authorization',
    why: 'a sign-in to the console needs a browser; switching console authorization on concerns the whole account',
    steps: [
      'In an account with console authorization, deploy a throw-away break-glass user and a role. Exclude neither in the sign-in policy.',
      'Sign in, enrol MFA, switch to the role. It held if the console opens each time.',
    ],
  },
  {
    fact: 'permission-set-revocation',
    why: 'needs a session of IAM Identity Center, which a person opens',
    steps: ['Open a session of an access that elevated access gave, and call something every second.', 'Revoke the access. Record after how many seconds the calls are refused; it held if that is at most 10 minutes.'],
  },
];
