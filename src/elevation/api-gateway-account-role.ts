/**
 * API Gateway's role for logs: one setting for all APIs of an account and Region.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
 */
export class ApiGatewayAccountRole {
  /** The account and Region have the role already. A stage can't be created where they don't. */
  public static existing(): ApiGatewayAccountRole { return new ApiGatewayAccountRole(false); }

  /**
   * Makes the role, and gives it to API Gateway. Both are retained, since other APIs use them as well.
   *
   * Security: API Gateway can then write to every log group of the account. A role that was set before is replaced.
   */
  public static managed(): ApiGatewayAccountRole { return new ApiGatewayAccountRole(true); }

  private constructor(
    /** @internal */
    public readonly _make: boolean,
  ) {}
}
