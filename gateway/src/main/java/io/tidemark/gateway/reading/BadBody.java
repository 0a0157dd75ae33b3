package io.tidemark.gateway.reading;

/** A body that cannot be divided into records; the message is for the client. */
public final class BadBody extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;

  /**
   * @param status the HTTP status, such as 400 or 413
   */
  public BadBody(int status, String message) {
    super(message);
    this.status = status;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }
}
