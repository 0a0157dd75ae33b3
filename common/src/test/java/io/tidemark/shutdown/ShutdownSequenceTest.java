package io.tidemark.shutdown;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ShutdownSequenceTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final List<String> done = Collections.synchronizedList(new ArrayList<>());
  private final List<String> messages = Collections.synchronizedList(new ArrayList<>());
  private final List<Thread> hooks = new ArrayList<>();
  private final List<Integer> exitCodes = new ArrayList<>();
  private final ShutdownSequence sequence =
      new ShutdownSequence(hooks::add, exitCodes::add, messages::add);

  @Test
  void theStepsRunInTheReverseOrderOfTheirRegistration() {
    add("stack");
    add("job");
    add("generator");
    sequence.run();
    assertThat(done).containsExactly("generator", "job", "stack");
  }

  @Test
  void oneHookIsRegisteredWithTheFirstStep() {
    assertThat(hooks).isEmpty();
    add("stack").close();
    add("job");
    assertThat(hooks).hasSize(1);
  }

  @Test
  void aClosedStepDoesNotRun() {
    add("stack");
    ShutdownStep job = add("job");
    job.close();
    job.close();
    sequence.run();
    assertThat(done).containsExactly("stack");
  }

  @Test
  void aStepThatClosesAnotherOneRemovesIt() {
    ShutdownStep staging = add("staging");
    sequence.add("job", MINUTE, staging::close);
    sequence.run();
    assertThat(done).isEmpty();
  }

  @Test
  void aStepThatHangsIsInterruptedAtItsLimitAndTheOthersRun() throws InterruptedException {
    CountDownLatch interrupted = new CountDownLatch(1);
    add("stack");
    sequence.add("stopping the job", Duration.ofMillis(1), () -> hang(interrupted));
    sequence.run();
    interrupted.await();
    assertThat(done).containsExactly("stack");
    assertThat(messages)
        .containsExactly("stopping the job took longer than 0.001 s; the shutdown goes on");
  }

  @Test
  void aStepThatFailsIsReportedAndTheOthersRun() {
    add("stack");
    sequence.add(
        "deleting the folder",
        MINUTE,
        () -> {
          throw new IllegalStateException("read only");
        });
    sequence.run();
    assertThat(done).containsExactly("stack");
    assertThat(messages).containsExactly("deleting the folder failed: read only");
  }

  @Test
  void aStepThatIsRegisteredDuringTheShutdownIsTheNextToRun() {
    add("stack");
    sequence.add("generator", MINUTE, () -> add("job"));
    sequence.run();
    assertThat(done).containsExactly("job", "stack");
  }

  @Test
  void aStepThatIsRegisteredAfterTheShutdownRunsAtOnce() {
    sequence.run();
    add("job");
    assertThat(done).containsExactly("job");
  }

  @Test
  void theFirstStepRunsAtOnceWhenTheJvmTakesNoMoreHooks() {
    ShutdownSequence late =
        new ShutdownSequence(
            hook -> {
              throw new IllegalStateException("Shutdown in progress");
            },
            exitCodes::add,
            messages::add);
    late.add("job", MINUTE, () -> done.add("job"));
    assertThat(done).containsExactly("job");
  }

  @Test
  void theShutdownWaitsUntilWorkHasEnded() throws InterruptedException {
    CountDownLatch stop = new CountDownLatch(1);
    CountDownLatch registered = new CountDownLatch(1);
    add("stack");
    Thread worker =
        new Thread(
            () -> {
              ShutdownStep work = sequence.addWork("sending", MINUTE, stop::countDown);
              registered.countDown();
              await(stop);
              done.add("ledger");
              work.close();
            });
    worker.start();
    registered.await();
    sequence.run();
    assertThat(done).containsExactly("ledger", "stack");
    worker.join();
  }

  @Test
  void theExitCodeIsTheSignalsOwnUnlessSomethingSetsIt() {
    add("stack");
    sequence.run();
    assertThat(exitCodes).isEmpty();
  }

  @Test
  void theExitCodeTakesEffectAfterTheLastStep() {
    sequence.add("stack", MINUTE, () -> done.add("stack " + exitCodes));
    sequence.add("watching", MINUTE, () -> sequence.exitWith(3));
    sequence.run();
    assertThat(done).containsExactly("stack []");
    assertThat(exitCodes).containsExactly(3);
  }

  private ShutdownStep add(String name) {
    return sequence.add(name, MINUTE, () -> done.add(name));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void hang(CountDownLatch interrupted) {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      interrupted.countDown();
    }
  }
}
