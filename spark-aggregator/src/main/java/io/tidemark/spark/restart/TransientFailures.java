package io.tidemark.spark.restart;

import io.tidemark.cli.UserError;
import io.tidemark.kafka.KafkaTopics;
import io.tidemark.retry.RetryableException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.util.List;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TransactionAbortedException;
import org.apache.kafka.common.errors.UnknownProducerIdException;
import org.apache.spark.SparkException;

/**
 * Which failures of a query can pass, so that the same epoch may succeed later. All others end the
 * query: another attempt would fail in the same way, or hide what a user should see.
 */
final class TransientFailures {
  /** A failure with one of these among its causes is not repeated, whatever else is there. */
  private static final List<Class<? extends Throwable>> FINAL =
      List.of(
          Error.class,
          UserError.class,
          AuthenticationException.class,
          AuthorizationException.class);

  private static final List<Class<? extends Throwable>> PASSING =
      List.of(
          KafkaTopics.Unreachable.class,
          RetryableException.class,
          // what a client itself repeats, timeouts and lost connections among it
          RetriableException.class,
          // another producer, or the broker after the transaction's timeout, has ended the
          // transaction: a new producer is not concerned
          ProducerFencedException.class,
          InvalidProducerEpochException.class,
          InvalidTxnStateException.class,
          TransactionAbortedException.class,
          // the broker has forgotten the producer
          InvalidPidMappingException.class,
          OutOfOrderSequenceException.class,
          UnknownProducerIdException.class,
          ConnectException.class,
          SocketTimeoutException.class);

  /** Spark's words for a task whose executor is gone; that failure has no cause. */
  private static final String EXECUTOR_LOST = "ExecutorLostFailure";

  private TransientFailures() {}

  /** Whether the failure can pass. */
  static boolean includes(Throwable failure) {
    boolean passing = false;
    Throwable before = null;
    for (Throwable one = failure; one != null && one != before; one = one.getCause()) {
      boolean passes = isA(PASSING, one) || isLostExecutor(one);
      if (!passes && isA(FINAL, one)) {
        return false;
      }
      passing |= passes;
      before = one;
    }
    return passing;
  }

  private static boolean isA(List<Class<? extends Throwable>> types, Throwable failure) {
    return types.stream().anyMatch(type -> type.isInstance(failure));
  }

  private static boolean isLostExecutor(Throwable failure) {
    return failure instanceof SparkException
        && failure.getCause() == null
        && String.valueOf(failure.getMessage()).contains(EXECUTOR_LOST);
  }
}
