import { withWhatAwsSends } from './always-sent';
import { decide } from './answer';
import { AccessRequest } from './claim';
import { AccessModel } from './model';
import { underOrganization } from './organization-policies';
import { PolicyAnswer } from '../analysis/policy';

/** Decides what must be possible: with everything that AWS sends, and under the policies of the app's organization. */
export function able(model: AccessModel, request: AccessRequest): PolicyAnswer {
  const question = underOrganization(model, withWhatAwsSends({ kind: 'access', expect: 'allowed', subject: '', text: '', request }));
  return decide(question.kind === 'access' ? question.request : request);
}
