import { propError, requireInstant } from '../private/validation';

/** A lost device is replaced within days. A longer window is forgotten. */
export const LONGEST_DAYS = 7;

/**
 * State of a break-glass user: what it may do with its own MFA devices, and whether it may do anything at all.
 *
 * A change of the state changes the user's policies and not the user, so CloudFormation doesn't touch the password.
 */
export class UserState {
  /**
   * The user hasn't signed in yet. It can change the password and enrol devices, with and without MFA.
   *
   * The ceremony is: sign in with the first password and change it, enrol the first device, sign in again with that device,
   * enrol the second one. AWS asks for an existing device before it takes a further one.
   *
   * Security: anyone who has the password can enrol a device. Keep a user in this state only until the ceremony is over.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa.html
   */
  public static readonly NEW = new UserState('new');

  /** Password changed and both devices enrolled. The user can't enrol a further device. */
  public static readonly COMMISSIONED = new UserState('commissioned');

  /**
   * The user has left. The user and its password are kept, so that nobody else gets the name; the user can do nothing.
   * Alarms go on watching it.
   */
  public static readonly FORMER = new UserState('former');

  /**
   * The user replaces a lost device between two instants, by AWS's clock. Afterwards it counts as commissioned again, without
   * a deployment. An administrator removes the lost device.
   *
   * Security: within the window anyone with the user's password and remaining device can enrol a device; without a remaining
   * device the password suffices.
   *
   * Errors: an instant of another shape than `2026-01-31T14:00:00Z`, an end that isn't after the start, more than 7 days.
   *
   * @param start first instant, UTC
   * @param end last instant, UTC
   */
  public static recommissioning(start: string, end: string): UserState {
    const length = requireInstant('end', end) - requireInstant('start', start);
    if (length <= 0) {
      throw propError('end', `must be after 'start' (${start})`, end, length === 0 ? "give a later 'end'" : 'exchange them');
    }
    if (length > LONGEST_DAYS * 86_400_000) {
      throw propError('end', `must be at most ${LONGEST_DAYS} days after 'start' (${start})`, end, 'open a shorter window, and a further one if the first was too short');
    }
    return new UserState('recommissioning', start, end);
  }

  private constructor(
    /** Name of the state: `new`, `commissioned`, `recommissioning` or `former`. */
    public readonly name: string,

    /** First instant in which a user in recommissioning can enrol a device, UTC. */
    public readonly start?: string,

    /** Last instant in which a user in recommissioning can enrol a device, UTC. */
    public readonly end?: string,
  ) {}
}
