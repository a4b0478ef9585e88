import { together } from './support/together';

together('read', 'read-list', 'read-audit', 'openapi', 'measures');
