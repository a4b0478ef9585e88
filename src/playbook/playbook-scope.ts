/**
 * Resources of a playbook's actions in your accounts: buckets for evidence, policies that quarantine a principal, command
 * documents, and the tag of the instances they may run on.
 */
export interface PlaybookScope {
  /**
   * Names of the buckets that hold evidence; a trailing `*` is allowed.
   *
   * Security: responders read and write these buckets. A pattern can also match a bucket of another account, so each use also
   * has a condition on `evidenceAccounts`.
   *
   * @default ['forensic-evidence-*']
   */
  readonly evidenceBucketNames?: string[];

  /**
   * The accounts that own the evidence buckets.
   *
   * Security: these accounts can receive copies of data of the incident account.
   *
   * @default - the account the playbook is rendered in
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-resourceaccount
   */
  readonly evidenceAccounts?: string[];

  /**
   * ARNs of further managed policies that responders may attach to a principal to contain it.
   *
   * Security: list only policies that deny. With a policy that allows something, a responder could grant that. AWS's own are
   * accepted by name; a policy of the app that allows something is an error, policies of other apps can't be checked here.
   *
   * @default - only AWSDenyAll and AWS's two compromised-key quarantine policies
   * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCompromisedKeyQuarantineV3.html
   */
  readonly quarantinePolicyArns?: string[];

  /**
   * Names of the Systems Manager command documents that responders may run; a trailing `*` is allowed.
   *
   * Security: a document that accepts a command line gives its caller the instance's role. Use your own documents with fixed
   * steps. Documents of AWS are an error: most accept command lines, and AWS changes them without notice.
   *
   * @default ['BREAK-GLASS-*'] in the account itself
   * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/documents.html
   */
  readonly commandDocuments?: string[];

  /**
   * Tag key that an instance must carry before a command may run on it.
   *
   * Security: a principal that can set the tag opens instances to commands. `IncidentId`, which responders set, is an error.
   *
   * @default 'IncidentResponse'
   */
  readonly commandTagKey?: string;

  /**
   * Value of the tag.
   *
   * @default 'allowed'
   */
  readonly commandTagValue?: string;
}
