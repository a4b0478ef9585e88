import { together } from '../support/together';

together('grants/activation-window', 'grants/custom', 'grants/session-revocation', 'workflows/follow-up', 'workflows/events', 'workflows/leftovers');
