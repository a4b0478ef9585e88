import { together } from '../support/together';

together('workflows/reconcile', 'workflows/reality', 'workflows/ten-thousand');
