import { propError, requireInstant } from '../private/validation';

/** A window longer than this isn't an emergency any more. */
const LONGEST_HOURS = 24;

/**
 * When a sealed role can be assumed.
 *
 * The role's trust policy allows only between two instants, compared with AWS's clock. Opening the window is one IAM
 * write (a deployment); it closes by itself. IAM's control plane is one Region's and eventually consistent: for the
 * last resort prefer a role without a window, sealed by custody of the password and the MFA device.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-currenttime
 */
export class ActivationWindow {
  /**
   * Nobody can assume the role until a window is opened.
   */
  public static closed(): ActivationWindow {
    // A window that ended at the beginning of time: no clock skew reopens it.
    return new ActivationWindow('1970-01-01T00:00:00Z', '1970-01-01T00:00:01Z');
  }

  /**
   * The role can be assumed between two instants.
   *
   * Security: sessions taken before the end live on for the role's maximum session duration.
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
