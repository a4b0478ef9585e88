/**
 * The part of an incident a session is for.
 *
 * The order is that of the incident, not of privilege: a session is asked for one phase, and gets the
 * actions that the playbook names for this phase and no other.
 *
 * @see https://docs.aws.amazon.com/whitepapers/latest/aws-security-incident-response-guide/operations.html
 */
export enum Phase {
  /** Find out what happened. Reads only; checked against the IAM action catalogue. */
  INVESTIGATION = 'INVESTIGATION',

  /** Stop it: isolate, disable, block. */
  CONTAINMENT = 'CONTAINMENT',

  /** Put the workload back. */
  RECOVERY = 'RECOVERY',

  /** Take and keep evidence: snapshots, images, logs. */
  FORENSICS = 'FORENSICS',
}
