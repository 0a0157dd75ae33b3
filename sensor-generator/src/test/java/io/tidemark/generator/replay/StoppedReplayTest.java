package io.tidemark.generator.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UserError;
import io.tidemark.generator.GeneratorStreams;
import io.tidemark.generator.TypedOptions;
import io.tidemark.generator.options.GeneratorOptions;
import io.tidemark.generator.options.GeneratorOptions.ClockKind;
import io.tidemark.generator.run.InMemoryBroker;
import io.tidemark.generator.run.KafkaDestination;
import io.tidemark.generator.run.Pacer;
import io.tidemark.generator.run.RawSender;
import io.tidemark.generator.run.Run;
import io.tidemark.kafka.RawTopicState;
import io.tidemark.model.definition.StreamDefinition;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A replay that is stopped before its recording provides a line. */
@Timeout(30)
class StoppedReplayTest {
  private static final StreamDefinition FLEET = GeneratorStreams.FLEET;
  private static final int PARTITIONS = 2;

  private final List<String> messages = new ArrayList<>();

  /** A channel whose read blocks until it is closed. */
  private static final class SilentChannel implements ReadableByteChannel {
    private final CountDownLatch reading = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    @Override
    public int read(ByteBuffer into) throws ClosedChannelException {
      reading.countDown();
      try {
        closed.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      throw new AsynchronousCloseException();
    }

    @Override
    public boolean isOpen() {
      return closed.getCount() > 0;
    }

    @Override
    public void close() {
      closed.countDown();
    }
  }

  @Test
  void aStopEndsAReadThatWaits() throws Exception {
    Replay replay = replay("-");
    SilentChannel channel = new SilentChannel();
    FutureTask<Run.Outcome> running =
        new FutureTask<>(() -> run(replay, Recording.of("standard input", channel)));
    new Thread(running).start();
    channel.reading.await();
    replay.stop();
    assertInterruptedWithoutAReading(running.get());
  }

  @Test
  void aStopBeforeTheRecordingIsReadEndsTheRun() throws Exception {
    Replay replay = replay("-");
    replay.stop();
    Pipe pipe = Pipe.open();
    try (Recording recording = Recording.of("standard input", pipe.source())) {
      assertInterruptedWithoutAReading(run(replay, recording));
    } finally {
      pipe.sink().close();
    }
  }

  @Test
  void aStopBeforeTheRunDoesNotWaitForTheBroker(@TempDir Path folder) throws Exception {
    Path file = Files.createFile(folder.resolve("recording.csv"));
    Replay replay = replay(file.toString());
    replay.stop();
    assertThatThrownBy(replay::run)
        .isInstanceOf(UserError.class)
        .hasMessage("stopped before " + file + " was read; nothing was sent");
  }

  @Test
  void aPipeIsOpenedOnceAndReadToItsEnd(@TempDir Path folder) throws Exception {
    Path pipe = pipe(folder);
    Process writer = new ProcessBuilder("sh", "-c", "printf 'x\\nx\\n' > " + pipe).start();
    Replay replay = replay(pipe.toString());
    try (Recording recording = Recording.open(options(pipe.toString()).recording)) {
      assertThat(run(replay, recording).ledger().sent()).isEqualTo(2);
    }
    assertThat(writer.waitFor()).isZero();
  }

  @Test
  void aStopEndsTheWaitForTheWriterOfAPipe(@TempDir Path folder) throws Exception {
    Replay replay = replay(pipe(folder).toString());
    FutureTask<Run.Outcome> running = new FutureTask<>(replay::run);
    new Thread(running).start();
    replay.stop();
    assertThatThrownBy(running::get).hasMessageContaining("nothing was sent");
  }

  @Test
  void aStopNamesTheFirstLineThatWasNotSent(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("recording.jsonl");
    Files.writeString(file, "x\n".repeat(100));
    AtomicReference<Replay> replay = new AtomicReference<>();
    AtomicInteger looks = new AtomicInteger();
    replay.set(
        new Replay(
            FLEET,
            options(file.toString()),
            new KafkaDestination(new Properties()),
            messages::add,
            () -> {
              if (looks.incrementAndGet() == 10) {
                replay.get().stop();
              }
              return 0;
            }));
    try (Recording recording = Recording.open(options(file.toString()).recording)) {
      Run.Outcome outcome = run(replay.get(), recording);
      long sent = outcome.ledger().sent();
      assertThat(sent).isBetween(1L, 99L);
      assertThat(outcome.notes().get(0)).startsWith(sent + " lines of ");
      assertThat(outcome.notes())
          .contains("line " + (sent + 1) + " is the first that was not sent");
    }
  }

  private static Path pipe(Path folder) throws Exception {
    Path pipe = folder.resolve("recording.jsonl");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    return pipe;
  }

  private Replay replay(String from) {
    return new Replay(FLEET, options(from), new KafkaDestination(new Properties()), messages::add);
  }

  private static GeneratorOptions options(String from) {
    return TypedOptions.parse("--from", from).withDefaultClock(ClockKind.WALL);
  }

  private static Run.Outcome run(Replay replay, Recording recording) {
    String topic = FLEET.raw().topic();
    return replay.run(
        new RawTopicState("id", PARTITIONS, OptionalLong.empty()),
        new RawSender(new InMemoryBroker(topic, PARTITIONS, record -> false), topic, PARTITIONS),
        recording,
        new Pacer(0, () -> false));
  }

  private void assertInterruptedWithoutAReading(Run.Outcome outcome) {
    assertThat(outcome.ledger().interrupted()).isTrue();
    assertThat(outcome.ledger().sent()).isZero();
    assertThat(outcome.failure()).isNull();
    assertThat(messages).isEmpty();
  }
}
