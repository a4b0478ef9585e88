import { together } from './support/together';

together('window', 'custom', 'session-kill', 'follow-up', 'events', 'leftovers');
