import { PlaybookStatement } from '../playbook/playbook-statement';

/**
 * AWS Sign-In asks the principal's own policies for these actions before it opens the console, where console authorization is
 * switched on for the account or the organization: the first before the password, the others after it.
 *
 * @see https://docs.aws.amazon.com/signin/latest/userguide/console-access-control.html
 */
export const SIGN_IN = ['signin:Authenticate', 'signin:AuthorizeOAuth2Access', 'signin:CreateOAuth2Token'] as const;

/** The part of them that a command line asks for as well, for its own client. */
export const LOGIN = ['signin:AuthorizeOAuth2Access', 'signin:CreateOAuth2Token'] as const;

/** The console, as a resource of AWS Sign-In. */
export function consoleArn({ partition }: { readonly partition: string }): string {
  return `arn:${partition}:signin:::console/*`;
}

/** The same for a playbook's statements. */
export const SIGN_IN_STATEMENT: PlaybookStatement = {
  actions: [...SIGN_IN],
  resources: [consoleArn({ partition: '{{Partition}}' })],
  sources: ['https://docs.aws.amazon.com/signin/latest/userguide/console-access-control.html'],
};
