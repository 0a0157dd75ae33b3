package io.tidemark.kafka;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;

/**
 * Asks a listener as a client without TLS does. A Kafka client that lacks the TLS which the
 * listener expects learns nothing of that: it connects again and again until its timeout.
 */
final class ListenerProbe {
  private static final int PATIENCE_MILLIS = 1_000;
  private static final int TLS_ALERT = 0x15;

  /** ApiVersions in version 0, the first request of every client: length, key, version, number. */
  private static final byte[] API_VERSIONS = {0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 33, -1, -1};

  private ListenerProbe() {}

  /** Whether the listener turns a client without TLS away; false when it says nothing in time. */
  static boolean expectsTls(Socket connected) {
    try {
      connected.setSoTimeout(PATIENCE_MILLIS);
      connected.getOutputStream().write(API_VERSIONS);
      int first = connected.getInputStream().read();
      return first < 0 || first == TLS_ALERT;
    } catch (SocketTimeoutException silent) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }
}
