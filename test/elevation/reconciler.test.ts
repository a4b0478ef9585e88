import { together } from './support/together';

together('reconcile', 'reality', 'ten-thousand');
