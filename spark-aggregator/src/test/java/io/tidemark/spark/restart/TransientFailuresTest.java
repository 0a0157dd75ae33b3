package io.tidemark.spark.restart;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.cli.UserError;
import io.tidemark.kafka.KafkaTopics;
import java.io.IOException;
import java.net.ConnectException;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TransientFailuresTest {
  static Throwable[] passing() {
    return new Throwable[] {
      new ProducerFencedException("another producer"),
      new InvalidProducerEpochException("old"),
      new TimeoutException("60 s"),
      new DisconnectException(),
      new NotEnoughReplicasException("2 of 3"),
      new KafkaException("in an error state", new ProducerFencedException("another producer")),
      new ConnectException("refused"),
      KafkaTopics.unreachable(new Properties(), new IOException("refused"))
    };
  }

  static Throwable[] lasting() {
    return new Throwable[] {
      new UserError("the topic does not exist"),
      new IllegalStateException("offset 4 of a-0 is gone"),
      new SaslAuthenticationException("wrong password"),
      new TopicAuthorizationException("may not"),
      new RecordTooLargeException("2 MB"),
      new OutOfMemoryError("Java heap space"),
      new IOException("No space left on device"),
      new ArithmeticException("overflow")
    };
  }

  @ParameterizedTest
  @MethodSource("passing")
  void whatPassesIsRecognizedAmongTheCausesOfAFailure(Throwable failure) {
    assertThat(TransientFailures.includes(failure)).isTrue();
    assertThat(TransientFailures.includes(inATask(failure))).isTrue();
  }

  @ParameterizedTest
  @MethodSource("lasting")
  void whatLastsIsNotRepeated(Throwable failure) {
    assertThat(TransientFailures.includes(failure)).isFalse();
    assertThat(TransientFailures.includes(inATask(failure))).isFalse();
  }

  @Test
  void aMissingRightIsNotRepeatedBecauseATimeoutFollowedFromIt() {
    Throwable failure = new TimeoutException("60 s", new TopicAuthorizationException("may not"));
    assertThat(TransientFailures.includes(failure)).isFalse();
  }

  @Test
  void aTaskIsRepeatedWhoseExecutorIsLost() {
    assertThat(
            TransientFailures.includes(
                new SparkException(
                    "Job aborted due to stage failure: Task 0 in stage 3.0 failed 1 times, most"
                        + " recent failure: Lost task 0.0 in stage 3.0 (TID 5) (localhost executor"
                        + " driver): ExecutorLostFailure (executor driver exited)")))
        .isTrue();
  }

  /** As Spark reports what a task has thrown. */
  private static Throwable inATask(Throwable failure) {
    return new ExecutionException(
        new SparkException("Job aborted due to stage failure", new RuntimeException(failure)));
  }
}
