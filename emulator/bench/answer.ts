export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  /** Parsed, if it is JSON. */
  readonly body: any;
  readonly text: string;
  /** What the integration answered, before the template of the response. */
  readonly integration?: Record<string, any>;
}

/** JSON as what it says, everything else as it is. */
export function parsed(text: string): any {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
