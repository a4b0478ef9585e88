import { Duration } from 'aws-cdk-lib';
import { DurationFixes, propError, requireDuration, Shown } from '../private/validation';

/** Bounds a duration that the workflows and EventBridge count in minutes. */
export function requireMinutes(prop: string, value: Duration, min: Duration, max: Duration, fixes: DurationFixes): void {
  requireDuration(prop, value, min, max, fixes);
  if (value.toSeconds() % 60 !== 0) { throw propError(prop, 'must be whole minutes', new Shown(value), 'round it'); }
}
