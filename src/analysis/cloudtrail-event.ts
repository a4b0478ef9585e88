/**
 * A CloudTrail record as EventBridge delivers it.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
export function asEventBridgeEvent(record: any): any {
  return {
    'version': '0',
    'id': '11111111-2222-3333-4444-555555555555',
    'detail-type': record.eventSource === 'signin.amazonaws.com' ? 'AWS Console Sign In via CloudTrail' : 'AWS API Call via CloudTrail',
    'source': `aws.${String(record.eventSource).replace(/\.amazonaws\.com$/, '')}`,
    'account': record.recipientAccountId,
    'time': record.eventTime,
    'region': record.awsRegion,
    'resources': [],
    'detail': record,
  };
}
