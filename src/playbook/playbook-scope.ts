/**
 * What a playbook's actions may touch in your accounts: where evidence goes, which policies quarantine a principal,
 * which command documents may run on which instances.
 */
export interface PlaybookScope {
  /**
   * Names of the buckets that hold evidence; a trailing `*` is allowed.
   *
   * Security: responders read and write these buckets. A name pattern alone would also match a stranger's bucket,
   * so every use is conditioned on `evidenceAccounts` as well.
   *
   * @default ['forensic-evidence-*']
   */
  readonly evidenceBucketNames?: string[];

  /**
   * The accounts that own the evidence buckets.
   *
   * Security: every account named here can receive copies of the incident account's data.
   *
   * @default - the account the playbook is rendered in
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-resourceaccount
   */
  readonly evidenceAccounts?: string[];

  /**
   * ARNs of further managed policies that responders may attach to a principal in order to contain it.
   *
   * Security: list only policies that take away. A policy that allows something would let a responder hand it out.
   *
   * @default - only AWSDenyAll and AWS's two compromised-key quarantine policies
   * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCompromisedKeyQuarantineV3.html
   */
  readonly quarantinePolicyArns?: string[];

  /**
   * Names of the Systems Manager command documents that responders may run; a trailing `*` is allowed.
   *
   * Security: a document that takes a command line from its caller gives the caller the instance's role.
   * Own documents with a fixed list of steps don't.
   *
   * @default ['BREAK-GLASS-*'] in the account itself
   * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/documents.html
   */
  readonly commandDocuments?: string[];

  /**
   * Tag key that an instance must carry before a command may run on it.
   *
   * @default 'IncidentResponse'
   */
  readonly commandTagKey?: string;

  /**
   * Value that the tag must have.
   *
   * @default 'allowed'
   */
  readonly commandTagValue?: string;
}
