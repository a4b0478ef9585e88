/**
 * Part of an incident that a session is for.
 *
 * The order is the order of the incident, not of privilege. A session is for one phase, and gets only the actions of this
 * phase of the playbook.
 *
 * @see https://docs.aws.amazon.com/whitepapers/latest/aws-security-incident-response-guide/operations.html
 */
export enum Phase {
  /** Find out what happened. Reads only; checked against the IAM action catalogue. */
  INVESTIGATION = 'INVESTIGATION',

  /** Stop the incident: isolate, disable, block. */
  CONTAINMENT = 'CONTAINMENT',

  /** Put the workload back. */
  RECOVERY = 'RECOVERY',

  /** Take and keep evidence: snapshots, images, logs. */
  FORENSICS = 'FORENSICS',
}
