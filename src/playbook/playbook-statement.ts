/**
 * What a phase of a playbook allows: actions, on which resources, under which conditions, and who says so.
 *
 * Resources and condition values may hold placeholders, filled in when the playbook is rendered for a
 * `PlaybookScope`: `{{Partition}}`, `{{Account}}`, `{{EvidenceBuckets}}`, `{{EvidenceObjects}}`,
 * `{{EvidenceAccounts}}`, `{{QuarantinePolicies}}`, `{{CommandDocuments}}`, `{{CommandTagKey}}`, `{{CommandTagValue}}`.
 */
export interface PlaybookStatement {
  /**
   * The IAM actions, as `service:Action`.
   *
   * A wildcard is accepted in a read-only phase when everything it stands for is a read. In any other phase
   * it is an error unless the phase acknowledges its wildcards with a reason.
   *
   * Errors: an action that the IAM action catalogue doesn't know, with the nearest known name.
   *
   * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
   */
  readonly actions: string[];

  /**
   * The resources the actions may be used on, as ARNs.
   *
   * Security: the default is every resource; name the resource wherever the action supports it.
   *
   * @default - all resources
   */
  readonly resources?: string[];

  /**
   * IAM conditions, as in a policy: operator to condition key to value or values.
   *
   * @default - no conditions
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html
   */
  readonly conditions?: { [operator: string]: any };

  /**
   * Where the need for these actions is written down: addresses of playbooks or of AWS documentation.
   */
  readonly sources: string[];
}
