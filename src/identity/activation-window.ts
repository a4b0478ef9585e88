import { propError, requireInstant } from '../private/validation';

/** Longer windows are no emergency. */
const LONGEST_HOURS = 24;

/**
 * Time in which a sealed role can be assumed.
 *
 * The role's trust policy allows sessions between two instants, by AWS's clock. To open the window, deploy it: this is one
 * IAM write. The window closes by itself. IAM's control plane runs in one Region and is eventually consistent. For the last
 * resort use a role without a window, whose seal is custody of the password and the MFA devices.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-currenttime
 */
export class ActivationWindow {
  /**
   * A closed window: the role can't be assumed until you deploy an open window.
   */
  public static closed(): ActivationWindow {
    // The window ended in 1970, so that no clock skew opens it.
    return new ActivationWindow('1970-01-01T00:00:00Z', '1970-01-01T00:00:01Z');
  }

  /**
   * A window between two instants.
   *
   * Security: sessions that start before the end continue for up to the role's maximum session duration.
   * Errors: an instant of another shape than `2026-01-31T14:00:00Z`, an end that isn't after the start, more than 24 hours.
   *
   * @param start first instant, UTC
   * @param end last instant, UTC
   */
  public static between(start: string, end: string): ActivationWindow {
    const length = requireInstant('end', end) - requireInstant('start', start);
    if (length <= 0) {
      throw propError('end', `must be after 'start' (${start})`, end, length === 0 ? "give a later 'end'" : 'exchange them');
    }
    if (length > LONGEST_HOURS * 3_600_000) {
      throw propError('end', `must be at most ${LONGEST_HOURS} hours after 'start' (${start})`, end,
        'open a window for each day of a long incident');
    }
    return new ActivationWindow(start, end);
  }

  private constructor(
    /** First instant, UTC. */
    public readonly start: string,
    /** Last instant, UTC. */
    public readonly end: string,
  ) {}

  /** @internal */
  public _conditions(): { [operator: string]: { [key: string]: string } } {
    return {
      DateGreaterThanEquals: { 'aws:CurrentTime': this.start },
      DateLessThanEquals: { 'aws:CurrentTime': this.end },
    };
  }
}
