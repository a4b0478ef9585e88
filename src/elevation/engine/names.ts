/** Path of the roles that issue sessions, and of the broker. */
export const ELEVATION_PATH = '/elevation/';

/** Name of the broker role that session roles trust. */
export const BROKER_ROLE_NAME = 'elevation-broker';

/** Placeholder in a session policy for the end of the access, which is known at approval. */
export const END_OF_ACCESS = '@@endsAt@@';

/** Namespace of the metrics of elevated access. No alarm depends on them. */
export const MEASURES_NAMESPACE = 'ElevatedAccess';

/** Name of the role that ends accesses and their sessions. The session revoker roles of other accounts trust it. */
export const REVOKER_ROLE_NAME = 'elevation-revoker';

/** Name of the role, in each account, with which the revoker denies sessions. */
export const SESSION_REVOKER_ROLE_NAME = 'elevation-session-revoker';

/** Source of all events on the bus. */
export const EVENT_SOURCE = 'cdk-break-glass.elevation';
