import { together } from './support/together';

together('end-faults', 'clock-skew', 'crashes-door', 'crashes-life', 'crashes-end', 'crashes-kinds', 'crashes-groups');
