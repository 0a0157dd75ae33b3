package io.tidemark.kafka;

import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Whether a record that a producer gave up may be in the topic all the same. A producer gives a
 * record up after {@code delivery.timeout.ms}, also when the broker has written it and the answer
 * did not arrive; its error does not say whether it ever sent the record.
 */
public final class UnknownDelivery {
  private UnknownDelivery() {}

  /**
   * Whether the record may be in the topic. It is not when the broker or the client has refused it.
   *
   * @param error the error of a record that the producer had accepted
   */
  public static boolean isPossible(Exception error) {
    return !(error instanceof AuthorizationException
        || error instanceof RecordTooLargeException
        || error instanceof RecordBatchTooLargeException
        || error instanceof InvalidRecordException
        || error instanceof InvalidTopicException
        || error instanceof PolicyViolationException
        || error instanceof SerializationException);
  }
}
