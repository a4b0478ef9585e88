import * as sfn from 'aws-cdk-lib/aws-stepfunctions';

/** Two state machines that grant and revoke your own kind of access. */
export interface CustomTargetProps {
  /** What it is, for people: 1 to 128 characters on one line. */
  readonly title: string;

  /**
   * Grants the access and succeeds once it exists.
   *
   * A Standard workflow in the same account and Region. It is run to its end with the input `{ id, requester, grantee, account, incident, endsAt }`
   * for each account of the request (`account` is `-` where the rule names none), and can be run more than once.
   */
  readonly grant: sfn.IStateMachine;

  /**
   * Revokes the access, ends its open sessions, and succeeds once both are gone.
   *
   * A workflow like `grant`. It is run at every end, even if nothing was granted, and must then succeed. Access of overlapping requests of one person
   * is revoked with the last of them, by its id.
   */
  readonly revoke: sfn.IStateMachine;
}
