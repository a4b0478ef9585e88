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

function ofRules(patterns: readonly any[]): Indexed {
  const index = new DetectionIndex();
  for (const pattern of patterns) { index.put(requiredByRule(pattern), (event) => eventMatches(pattern, event)); }
  return { index };
}

function ofFilters(patterns: readonly unknown[]): Indexed {
  const index = new DetectionIndex();
  let unreadable: string | undefined;
  for (const pattern of patterns) {
    const filter = filterOf(pattern);
    if (typeof filter === 'string') {
      unreadable = filter;
    } else {
      index.put(requiredByFilter(filter.expression), (record) => matches(filter, record));
    }
  }
  return { index, unreadable };
}

/** Patterns are read once; the error of one that can't be read stands in its place. */
const filters = new Map<unknown, MetricFilter | string>();

function filterOf(pattern: unknown): MetricFilter | string {
  let filter = filters.get(pattern);
  if (filter === undefined) {
    try {
      filter = parseMetricFilter(String(pattern));
    } catch (error) {
      filter = (error as Error).message;
    }
    filters.set(pattern, filter);
  }
  return filter;
}
