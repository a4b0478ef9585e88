import { Answer, parsed } from './answer';

type Json = Record<string, any>;

/** Why API Gateway answers in its own name, with the status and the type of error that it then sends. */
const REASONS = {
  ACCESS_DENIED: [403, 'AccessDeniedException'],
  BAD_REQUEST_PARAMETERS: [400, 'BadRequestException'],
  INTEGRATION_FAILURE: [500, 'InternalServerErrorException'],
  INVALID_SIGNATURE: [403, 'InvalidSignatureException'],
  MISSING_AUTHENTICATION_TOKEN: [403, 'MissingAuthenticationTokenException'],
  UNSUPPORTED_MEDIA_TYPE: [415, 'BadRequestException'],
} as const;

export type OwnAnswer = keyof typeof REASONS;

/** What API Gateway answers in its own name: as the template says, or as it does without. */
export class GatewayResponses {
  private readonly written: Map<string, Json>;

  constructor(template: Json = {}) {
    const all = Object.values<Json>(template.Resources ?? {}).filter(({ Type }) => Type === 'AWS::ApiGateway::GatewayResponse');
    this.written = new Map(all.map(({ Properties }) => [String(Properties.ResponseType), Properties]));
  }

  /**
   * @param reason why
   * @param text `$context.error.message`
   * @param errorType overrides the type of the error
   */
  public answer(reason: OwnAnswer, text: string, errorType?: string): Answer {
    const [status, ofReason] = REASONS[reason];
    const type = errorType ?? ofReason;
    const { StatusCode, ResponseTemplates } = this.written.get(reason) ?? this.written.get(status < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX') ?? {};
    const template: string = ResponseTemplates?.['application/json'] ?? '{"message":$context.error.messageString}';
    const body = template.replaceAll('$context.error.messageString', JSON.stringify(text)).replaceAll('$context.error.message', text);
    // A denied caller is told by a member with a capital letter.
    const named = reason === 'ACCESS_DENIED' && !ResponseTemplates ? body.replace('"message"', '"Message"') : body;
    return {
      status: Number(StatusCode ?? status), text: named, body: parsed(named), headers: { 'Content-Type': 'application/json', 'x-amzn-ErrorType': type },
    };
  }
}
