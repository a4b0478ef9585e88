import { DetectionQuestion } from './claim';
import { DetectionIndex, requiredByFilter, requiredByRule } from './detection-index';
import { asEventBridgeEvent } from '../analysis/cloudtrail-event';
import { eventMatches } from '../analysis/event-pattern';
import { matches, MetricFilter, parseMetricFilter } from '../analysis/metric-filter';
import { counted } from '../private/texts';

type Asked = Pick<DetectionQuestion, 'layer' | 'patterns' | 'record'>;

/** Whether one of the patterns sees the record. */
export function detect({ layer, patterns, record }: Asked): { readonly alarmed: boolean; readonly because: string } {
  const { index, unreadable } = indexOf(layer, patterns);
  const alarmed = index.sees(record, layer === 'rules' ? asEventBridgeEvent(record) : record);
  return { alarmed, because: alarmed ? 'alarms' : `stays silent (${counted(patterns.length, 'pattern')}${unreadable ? `; a pattern can't be read: ${unreadable}` : ''})` };
}

interface Indexed {
  readonly index: DetectionIndex;
  readonly unreadable?: string;
}

/** The same patterns are asked about many records. */
const indexes = { filters: new WeakMap<readonly unknown[], Indexed>(), rules: new WeakMap<readonly unknown[], Indexed>() };

function indexOf(layer: Asked['layer'], patterns: readonly unknown[]): Indexed {
  const index = indexes[layer].get(patterns) ?? (layer === 'rules' ? ofRules(patterns) : ofFilters(patterns));
  indexes[layer].set(patterns, index);
  return index;
}

/** Each pattern once: that a place's trail is stopped is watched for in the same words everywhere. */
function ofRules(patterns: readonly any[]): Indexed {
  const index = new DetectionIndex();
  const different = new Map(patterns.map((pattern) => [JSON.stringify(pattern), pattern])).values();
  for (const pattern of different) { index.put(requiredByRule(pattern), (event) => eventMatches(pattern, event)); }
  return { index };
}

function ofFilters(patterns: readonly unknown[]): Indexed {
  const index = new DetectionIndex();
  let unreadable: string | undefined;
  for (const pattern of new Set(patterns)) {
    const filter = filterOf(pattern);
    if (typeof filter === 'string') {
      unreadable = filter;
    } else {
      index.put(requiredByFilter(filter.expression), (record) => matches(filter, record));
    }
  }
  return { index, unreadable };
}

/** The filter, or the error of one that can't be read. */
function filterOf(pattern: unknown): MetricFilter | string {
  try {
    return parseMetricFilter(String(pattern));
  } catch (error) {
    return (error as Error).message;
  }
}
