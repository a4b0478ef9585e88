import * as sfn from 'aws-cdk-lib/aws-stepfunctions';

/** Two state machines that give and take an access of your own kind. */
export interface CustomTargetProps {
  /** What it is, for people: 1 to 128 characters on one line. */
  readonly title: string;

  /**
   * Gives the access and succeeds once it is there.
   *
   * A Standard workflow of the same account and Region. It is run, and waited for, with the input `{ id, requester, grantee, account, incident, endsAt }`
   * for each account of the request (`account` is `-` where the rule names none), and maybe more than once.
   */
  readonly grant: sfn.IStateMachine;

  /**
   * Takes the access, ends its live sessions, and succeeds once both are gone.
   *
   * As `grant`. It is run at every end, also where nothing was given, and must then succeed. What overlapping requests gave to one person is taken with
   * the last of them, by its id.
   */
  readonly revoke: sfn.IStateMachine;
}
