import { together } from './support/together';

together('life', 'calls', 'grant-faults', 'grant-moments', 'overlap', 'session', 'group-grants');
