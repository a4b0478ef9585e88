import { together } from '../support/together';

together('workflows/submit-reference', 'workflows/decide-reference', 'workflows/read-reference', 'workflows/issue-reference');
