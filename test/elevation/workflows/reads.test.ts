import { together } from '../support/together';

together('workflows/read', 'workflows/read-list', 'workflows/read-audit', 'resources/openapi', 'resources/measures');
