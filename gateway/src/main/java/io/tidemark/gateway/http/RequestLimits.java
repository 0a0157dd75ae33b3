package io.tidemark.gateway.http;

import java.time.Duration;

/**
 * The limits of a request.
 *
 * @param body the most bytes of a body, unpacked
 * @param readings the most readings of a request
 * @param time from the head of a request to its answer
 */
public record RequestLimits(int body, int readings, Duration time) {
  /** The limit on readings that bounds the memory of small ones. */
  public static final int READINGS = 50_000;
}
