import { PriceName, PRICES } from './prices';

/** One line of a bill. */
export interface Part {
  readonly what: string;
  readonly price: PriceName;
  /** Of the price's unit. */
  readonly units: number;
  /** Counted on the emulator and in the template, predicted by the simulation, or computed with what the page assumes. */
  readonly basis: 'counted' | 'simulated' | 'assumed';
}

export const usdOf = ({ price, units }: Part) => PRICES[price].usd * units;
export const total = (parts: readonly Part[]) => parts.reduce((sum, part) => sum + usdOf(part), 0);
export const times = (parts: readonly Part[], factor: number): Part[] => parts.map((part) => ({ ...part, units: part.units * factor }));

/** Figures that an emulator can't measure. The page names each. */
export const ASSUMED = {
  /** An Express workflow, rounded up to the next 100 ms. */
  expressSeconds: 1,
  expressMemoryGb: 128 / 1024,
  /** One event of a history in the log, without data. */
  bytesPerLogEvent: 500,
  bytesPerAccessLogEntry: 300,
  bytesPerEventOnTheBus: 1000,
  /** A data key made and a data key opened. */
  kmsRequestsPerExecution: 2,
  /** One subscriber of the topic. */
  mailsPerEvent: 1,
  daysInMonth: 30,
} as const;

/** What one grant uses, as it was counted. */
export interface Usage {
  readonly apiRequests: number;
  readonly expressExecutions: number;
  readonly standardExecutions: number;
  /** Of Standard workflows. */
  readonly transitions: number;
  /** Of all workflows' histories, which is what is logged. */
  readonly historyEvents: number;
  readonly tableWriteUnits: number;
  readonly indexWriteUnits: number;
  readonly readUnits: number;
  readonly dynamoDbCalls: number;
  readonly schedules: number;
  readonly busEvents: number;
  /** What stays in the ledger. */
  readonly storedBytes: number;
}

const GB = 2 ** 30;

/**
 * The bill of one grant.
 *
 * @param waiting transitions that come in addition while Identity Center is at it, which on the emulator takes no time
 */
export function partsOfGrant(usage: Usage, waiting: number): Part[] {
  const { bytesPerLogEvent, bytesPerAccessLogEntry, bytesPerEventOnTheBus, expressSeconds, expressMemoryGb } = ASSUMED;
  const logged = usage.historyEvents * bytesPerLogEvent + usage.apiRequests * bytesPerAccessLogEntry + usage.busEvents * bytesPerEventOnTheBus;
  const executions = usage.expressExecutions + usage.standardExecutions;
  const gbSeconds = usage.expressExecutions * expressSeconds * expressMemoryGb;
  return [
    { what: 'State transitions of Standard workflows', price: 'standardTransition', units: usage.transitions, basis: 'counted' },
    { what: 'Those that wait for Identity Center', price: 'standardTransition', units: waiting, basis: 'simulated' },
    { what: 'Executions of Express workflows', price: 'expressRequest', units: usage.expressExecutions, basis: 'counted' },
    { what: 'Their time and memory, in GB-seconds', price: 'expressGbSecond', units: gbSeconds, basis: 'assumed' },
    { what: 'Requests to the API', price: 'apiRequest', units: usage.apiRequests, basis: 'counted' },
    { what: 'Writes of the ledger', price: 'writeUnit', units: usage.tableWriteUnits, basis: 'counted' },
    { what: 'Writes of its indexes', price: 'writeUnit', units: usage.indexWriteUnits, basis: 'counted' },
    { what: 'Reads of the ledger', price: 'readUnit', units: usage.readUnits, basis: 'counted' },
    { what: 'Ledger kept for a year, in GB-months', price: 'tableGbMonth', units: usage.storedBytes / GB * 12, basis: 'counted' },
    { what: 'Schedules that fire', price: 'schedule', units: usage.schedules, basis: 'counted' },
    { what: 'Events on the bus', price: 'customEvent', units: usage.busEvents, basis: 'counted' },
    { what: 'E-mails', price: 'email', units: usage.busEvents * ASSUMED.mailsPerEvent, basis: 'assumed' },
    { what: 'Logs, in GB', price: 'logGb', units: logged / GB, basis: 'assumed' },
    { what: 'Logs kept for a year, in GB-months', price: 'logGbMonth', units: logged / GB * 12, basis: 'assumed' },
    { what: 'Requests to the key', price: 'kmsRequest', units: executions * ASSUMED.kmsRequestsPerExecution + usage.dynamoDbCalls, basis: 'assumed' },
    { what: 'Traces', price: 'trace', units: executions, basis: 'counted' },
  ];
}

/** Resources that cost without any request. */
export interface Standing {
  readonly keys: number;
  readonly alarmMetrics: number;
  readonly customMetrics: number;
  readonly dashboards: number;
  readonly reconcileMinutes: number;
  /** Of one turn of the reconciler. */
  readonly turnTransitions: number;
  readonly turnEvents: number;
  readonly turnReadUnits: number;
}

export const turnsPerMonth = (minutes: number) => ASSUMED.daysInMonth * 24 * 60 / minutes;

export function partsOfMonth(standing: Standing): Part[] {
  const turns = turnsPerMonth(standing.reconcileMinutes);
  const logged = turns * standing.turnEvents * ASSUMED.bytesPerLogEvent;
  return [
    { what: 'Keys', price: 'keyMonth', units: standing.keys, basis: 'counted' },
    { what: 'Metrics of alarms', price: 'alarmMetricMonth', units: standing.alarmMetrics, basis: 'counted' },
    { what: 'Metrics of its own', price: 'customMetricMonth', units: standing.customMetrics, basis: 'counted' },
    { what: 'Dashboards', price: 'dashboardMonth', units: standing.dashboards, basis: 'counted' },
    { what: 'State transitions of the reconciler', price: 'standardTransition', units: turns * standing.turnTransitions, basis: 'counted' },
    { what: 'Its reads of the ledger', price: 'readUnit', units: turns * standing.turnReadUnits, basis: 'counted' },
    { what: 'Its logs, in GB', price: 'logGb', units: logged / GB, basis: 'assumed' },
    { what: 'Its schedules that fire', price: 'schedule', units: turns, basis: 'counted' },
    { what: 'Its traces', price: 'trace', units: turns, basis: 'counted' },
    { what: 'Its requests to the key', price: 'kmsRequest', units: turns * (ASSUMED.kmsRequestsPerExecution + 1), basis: 'assumed' },
  ];
}
