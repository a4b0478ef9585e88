import { together } from './support/together';

together('submit-reference', 'decide-reference', 'read-reference');
