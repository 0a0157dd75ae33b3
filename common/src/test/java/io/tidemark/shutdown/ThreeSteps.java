package io.tidemark.shutdown;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** A program that a signal ends: its generator waits for a line, and its job hangs. */
final class ThreeSteps {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private ThreeSteps() {}

  public static void main(String[] args) throws InterruptedException {
    ShutdownSequence sequence = ShutdownSequence.ofThisProcess();
    sequence.add("stack", MINUTE, () -> System.out.println("stack"));
    sequence.add("job", Duration.ofMillis(50), ThreeSteps::hang);
    sequence.add("generator", MINUTE, ThreeSteps::awaitLine);
    sequence.add("closed", MINUTE, () -> System.out.println("closed")).close();
    System.out.println("ready");
    new CountDownLatch(1).await();
  }

  private static void awaitLine() {
    System.out.println("generator begins");
    try {
      System.in.read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    System.out.println("generator ends");
  }

  private static void hang() {
    System.out.println("job");
    while (true) {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        // it keeps hanging
      }
    }
  }
}
