/** Path of the roles that sessions are vended of, and of the broker that vends them. */
export const ELEVATION_PATH = '/elevation/';

/** By this name the roles that sessions are vended of know the broker. */
export const BROKER_ROLE_NAME = 'elevation-broker';

/** Stands in a session policy for the end of the access, until there is one. */
export const END_OF_ACCESS = '@@endsAt@@';

/** Figures of how well it works, which nobody has to be woken for. */
export const MEASURES_NAMESPACE = 'ElevatedAccess';

/** By this name the accounts whose sessions are ended know who ends them. */
export const ENDER_ROLE_NAME = 'elevation-ender';

/** What the ender assumes in each of these accounts. */
export const KILLER_ROLE_NAME = 'elevation-session-killer';

/** Who says what is on the bus. */
export const EVENT_SOURCE = 'cdk-break-glass.elevation';
