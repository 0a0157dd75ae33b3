package io.tidemark.generator.replay;

import io.tidemark.cli.TimeLimitOptions;
import io.tidemark.cli.UsageError;
import io.tidemark.cli.UserError;
import io.tidemark.cli.text.Progress;
import io.tidemark.generator.options.GeneratorOptions;
import io.tidemark.generator.options.RecordingOptions;
import io.tidemark.generator.run.BrokenOffRuns;
import io.tidemark.generator.run.Destination;
import io.tidemark.generator.run.Pacer;
import io.tidemark.generator.run.ReadingSender;
import io.tidemark.generator.run.Run;
import io.tidemark.generator.run.RunAccounting;
import io.tidemark.generator.run.RunProgress;
import io.tidemark.generator.run.RunSession;
import io.tidemark.kafka.RawTopicState;
import io.tidemark.metrics.Metrics;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.ledger.RunLedger;
import io.tidemark.model.record.TimeLimits;
import java.io.Closeable;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** A run that replays a recording into the raw topic. */
public final class Replay implements Run {
  private final StreamDefinition definition;
  private final GeneratorOptions options;
  private final TimeLimits limits;
  private final Destination destination;
  private final Consumer<String> say;
  private final LongSupplier wall;
  private final int longest;
  private final RunProgress state = new RunProgress();
  private volatile boolean stop;
  private volatile Recording recording;

  /** Kept, so that no open waits for another writer of a pipe; null before a stop. */
  private volatile Closeable writer;

  private volatile ReadingSender sender;
  private Path journals;

  /** The detected format of the recording. */
  private final Map<String, String> form = new LinkedHashMap<>();

  /** The number of records without blank lines and heartbeats. */
  private long taken;

  private long blank;
  private long heartbeats;
  private IOException broken;

  /** The line of a reading that was read and not sent, counted from 1; 0 without one. */
  private long unsent;

  public Replay(
      StreamDefinition definition,
      GeneratorOptions options,
      Destination destination,
      Consumer<String> say) {
    this(definition, options, destination, say, System::currentTimeMillis);
  }

  /**
   * @param wall the wall clock, epoch milliseconds
   */
  public Replay(
      StreamDefinition definition,
      GeneratorOptions options,
      Destination destination,
      Consumer<String> say,
      LongSupplier wall) {
    options.check(definition);
    // fails early, before other resources are opened
    Recording.refuseUnreadable(options.recording);
    this.definition = definition;
    this.options = options;
    limits = options.recording.timeLimits.limits();
    this.destination = destination;
    this.say = say;
    this.wall = wall;
    longest = destination.longestValue();
  }

  @Override
  public void keepJournal(Path folder) {
    journals = folder;
  }

  @Override
  public void stop() {
    stop = true;
    if (recording == null) {
      writer = Recording.endWaitForWriter(options.recording);
    } else {
      // a read of standard input may block
      recording.interrupt();
    }
  }

  @Override
  public void abort() {
    if (sender != null) {
      sender.abort();
    }
  }

  @Override
  public void show(Metrics metrics) {
    state.show(metrics, this::progress);
  }

  private double progress() {
    if (recording == null) {
      return 0;
    }
    OptionalLong size = recording.size();
    return size.isPresent()
        ? Math.min(1, recording.position() / (double) Math.max(1, size.getAsLong()))
        : Double.NaN;
  }

  @Override
  public Outcome run() {
    try (Recording opened = Recording.open(options.recording)) {
      begin(opened);
      if (stop) {
        throw new UserError("stopped before " + opened.name() + " was read; nothing was sent");
      }
      RawTopicState topic = destination.state(definition);
      try (ReadingSender sender = destination.open(definition, topic)) {
        return run(topic, sender, opened, new Pacer(options.rate, () -> stop));
      }
    }
  }

  /** Makes a stop end the reads of the recording; applies a stop that came earlier. */
  private void begin(Recording opened) {
    recording = opened;
    if (stop) {
      opened.interrupt();
    }
  }

  /** Runs against a topic whose state is given. */
  Outcome run(RawTopicState topic, ReadingSender sender, Recording opened, Pacer pacer) {
    begin(opened);
    this.sender = sender;
    BrokenOffRuns killed = BrokenOffRuns.in(journals, definition, topic);
    killed.note(say);
    // a pipe of the same name may have anything
    if (!definition.aggregated().deduplicate() && opened.size().isPresent()) {
      killed.noteRepeated(options.recording.from, say);
    }
    RunAccounting account = RunAccounting.ofRecording(definition);
    RunSession run = RunSession.begin(definition, topic, sender, account, journals, say);
    state.begin(sender, account);
    ReplayRecordWriter outbox =
        new ReplayRecordWriter(definition, limits, account, sender, wall, say);
    RecordedRecords records = records();
    run.beginJournal(settings(), 0);
    try (Progress progress = progressOf(opened)) {
      try {
        send(records, outbox, pacer, run, progress);
        if (!stop) {
          opened.requireWhole();
        }
      } catch (IOException e) {
        broken = stop ? null : e;
      }
      sender.flush();
      outbox.settle();
      progress.at(opened.position() >> 10, run.describe(pacer.elapsed()));
    }
    long lines = unsent == 0 ? records.lines() : unsent - 1;
    RunLedger ledger = run.close(settings(), stop || broken != null, 0, outbox.refused());
    List<String> notes = new ArrayList<>();
    notes.add(summary(ledger, lines));
    if (unsent > 0) {
      notes.add(String.format(Locale.ROOT, "line %,d is the first that was not sent", unsent));
    }
    notes.addAll(outbox.refusals().describe());
    UserError failure = broken == null ? refusal(outbox.refusals(), lines) : breakOff(lines);
    return new Outcome(ledger, notes, sender.heartbeatFailures(), failure);
  }

  private static Progress progressOf(Recording recording) {
    return new Progress("sending", recording.size().orElse(-1024) >> 10, " KiB");
  }

  /** The records of the recording, for its format. */
  private RecordedRecords records() {
    RecordingOptions how = options.recording;
    try {
      StreamDefinition.Raw json = definition.raw().asJson();
      RecordSource source = new RecordSource(json, how, longest, say);
      RecordSource.Opened opened = source.open(recording);
      form.putAll(opened.settings());
      RecordedRecords records =
          how.hasEarliest()
              ? opened.records()
              : new EventTimeUnit(opened.records(), json, recording.name());
      return definition.raw().isAvro() ? new FramedRecords(records, definition.raw()) : records;
    } catch (IOException e) {
      if (stop) {
        return RecordedRecords.NONE;
      }
      throw new UsageError("--from: cannot read " + recording.name() + ": " + reason(e), e);
    }
  }

  private void send(
      RecordedRecords records,
      ReplayRecordWriter outbox,
      Pacer pacer,
      RunSession run,
      Progress progress)
      throws IOException {
    RecordedPace pace = new RecordedPace(pacer, options.speedUp, say);
    long sent = 0;
    long lineDue = 0;
    for (byte[] record = next(records); record != null; record = next(records)) {
      if (record == RecordedRecords.TOO_LONG) {
        taken++;
        outbox.refuseTooLong(records.line(), longest);
      } else if (LineRecords.isBlank(record)) {
        blank++;
      } else if (!outbox.read(record, records.problem())) {
        heartbeats++;
      } else {
        pacer.untilRateAllows(sent++);
        if (outbox.isTimely()) {
          noteIfLate(outbox.time(), run.topic().closedUntil());
          pace.await(outbox.time());
          state.at(outbox.time());
        }
        if (stop) {
          // stopped before the reading was due
          unsent = records.line();
          return;
        }
        taken++;
        outbox.send(record, records.line());
        outbox.settle();
        if (run.isJournalDue()) {
          sender.flush();
          outbox.settle();
          run.writeJournal(settings());
        }
      }
      if (pacer.elapsed() >= lineDue) {
        lineDue = pacer.elapsed() + RunSession.NANOS_PER_LINE;
        progress.at(recording.position() >> 10, run.describe(pacer.elapsed()));
      }
    }
  }

  private byte[] next(RecordedRecords records) throws IOException {
    return stop ? null : records.next();
  }

  /** Checks the first reading only: later readings can be late for other reasons. */
  private void noteIfLate(long time, OptionalLong closedUntil) {
    boolean first = state.eventTime(Long.MIN_VALUE) == Long.MIN_VALUE;
    if (first && closedUntil.isPresent() && time < closedUntil.getAsLong()) {
      say.accept(RunSession.late(closedUntil.getAsLong(), Instant.ofEpochMilli(time).toString()));
    }
  }

  private String summary(RunLedger ledger, long lines) {
    return String.format(
        Locale.ROOT,
        "%,d lines of %s: %,d malformed, %,d far in the future, %,d blank, %,d heartbeats passed"
            + " over",
        lines,
        recording.name(),
        ledger.faults().dead() - ledger.faults().farFuture(),
        ledger.faults().farFuture(),
        blank,
        heartbeats);
  }

  private UserError breakOff(long lines) {
    return new UserError(
        recording.name()
            + " breaks off in line "
            + (lines + 1)
            + ": "
            + reason(broken)
            + "; the lines before it are sent and in the ledger",
        broken);
  }

  /** The error of a run that sent nothing or too little that counts; null when it is well. */
  private UserError refusal(RefusedRecords refusals, long lines) {
    if (taken == 0) {
      return stop
          ? null
          : new UserError(
              String.format(
                  Locale.ROOT,
                  "%s: expected records, found none in %,d lines%s; nothing was sent",
                  recording.name(),
                  lines,
                  heartbeats == 0 ? "" : " but heartbeats"));
    }
    BigDecimal permitted = options.recording.maxRefused;
    if (!refusals.exceeds(permitted, taken)) {
      return null;
    }
    return new UserError(
        String.format(
            Locale.ROOT,
            "%s: %,d of %,d records are dead letters or were not sent, more than --max-refused %s%%"
                + " permits; change the definition or the recording as the reasons above say",
            recording.name(),
            refusals.count(),
            taken,
            permitted.movePointRight(2).stripTrailingZeros().toPlainString()));
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>(options.recording.settings());
    settings.putAll(form);
    settings.put("speed-up", String.valueOf(options.speedUp));
    settings.put("rate", String.valueOf(options.rate));
    settings.putAll(TimeLimitOptions.settings(limits));
    return settings;
  }
}
