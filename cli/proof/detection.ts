import { matchRules } from './event-ruler';
import { asEventBridgeEvent, DetectionQuestion, matches, MetricFilter, parseMetricFilter } from 'cdk-break-glass/internal';

/** Answers whether a record raises an alarm, with the engines that AWS uses or documents. */
export interface DetectionEngines {
  evaluate(questions: readonly DetectionQuestion[]): Map<DetectionQuestion, boolean>;
}

/**
 * Metric filters by an evaluator of CloudWatch Logs' documented grammar, event patterns by event-ruler, the engine that
 * EventBridge itself runs.
 */
export class RealEngines implements DetectionEngines {
  private readonly filters = new Map<string, MetricFilter>();
  /** Earlier answers of event-ruler: a template with one mutation gives almost the same questions again. */
  private readonly ruled = new Map<string, boolean>();

  public evaluate(questions: readonly DetectionQuestion[]): Map<DetectionQuestion, boolean> {
    const answers = new Map<DetectionQuestion, boolean>();
    for (const question of questions.filter((candidate) => candidate.layer === 'filters')) {
      answers.set(question, question.patterns.some((pattern) => matches(this.filter(pattern), question.record)));
    }
    const aboutRules = questions.filter((candidate) => candidate.layer === 'rules');
    this.askRules(aboutRules);
    for (const question of aboutRules) {
      answers.set(question, question.patterns.some((pattern) => this.ruled.get(key(pattern, question.record))));
    }
    return answers;
  }

  private filter(pattern: string): MetricFilter {
    let filter = this.filters.get(pattern);
    if (!filter) {
      filter = parseMetricFilter(pattern);
      this.filters.set(pattern, filter);
    }
    return filter;
  }

  /** One process for all questions without an answer yet. */
  private askRules(questions: readonly DetectionQuestion[]): void {
    const patterns = new Map<string, object>();
    const records = new Map<string, any>();
    for (const question of questions) {
      for (const pattern of question.patterns) {
        if (this.ruled.has(key(pattern, question.record))) { continue; }
        patterns.set(text(pattern), pattern);
        records.set(text(question.record), question.record);
      }
    }
    if (patterns.size === 0) { return; }
    const matched = matchRules(Object.fromEntries(patterns), [...records.values()].map(asEventBridgeEvent));
    [...records.keys()].forEach((record, index) => {
      const hits = new Set(matched[index]);
      for (const pattern of patterns.keys()) { this.ruled.set(`${pattern}\n${record}`, hits.has(pattern)); }
    });
  }
}

function key(pattern: object, record: object): string {
  return `${text(pattern)}\n${text(record)}`;
}

/** Texts of patterns and records. Many questions share each, and none changes. */
const texts = new WeakMap<object, string>();

function text(value: object): string {
  let known = texts.get(value);
  if (known === undefined) {
    known = JSON.stringify(value);
    texts.set(value, known);
  }
  return known;
}
