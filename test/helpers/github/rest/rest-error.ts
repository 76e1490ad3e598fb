/** An answer that GitHub gives in place of the one that was asked for. */
export class RestError extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly errors: readonly object[] | undefined;

  constructor(
    status: number,
    message: string,
    headers: Readonly<Record<string, string>> = {},
    errors?: readonly object[],
  ) {
    super(message);
    this.status = status;
    this.headers = headers;
    this.errors = errors;
  }

  static notFound(): RestError {
    return new RestError(404, 'Not Found');
  }

  static invalid(message: string, errors?: readonly object[]): RestError {
    return new RestError(422, message, {}, errors);
  }

  get body(): object {
    return {
      message: this.message,
      ...(this.errors !== undefined && { errors: this.errors }),
      documentation_url: 'https://docs.github.com/rest',
      status: String(this.status),
    };
  }
}
