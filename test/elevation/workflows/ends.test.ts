import { together } from '../support/together';

together('workflows/end-faults', 'workflows/clock-skew', 'workflows/crashes-door', 'workflows/crashes-life', 'workflows/crashes-end', 'workflows/crashes-kinds', 'workflows/crashes-groups');
