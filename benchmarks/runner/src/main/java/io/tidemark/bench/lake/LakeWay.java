package io.tidemark.bench.lake;

import io.tidemark.bench.program.MeasuredProcess;
import io.tidemark.bench.program.Turns;
import io.tidemark.cli.UserError;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.process.FileTrees;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An archiver that takes turns, each into a new lake. */
final class LakeWay implements Turns.Way {
  /**
   * The figures of a turn.
   *
   * @param secondsToStart part of the seconds
   * @param cpuSecondsToStart part of the CPU seconds
   * @param cpuSeconds of the process
   * @param commits the seconds of each commit
   */
  record Turn(
      double secondsToStart,
      double cpuSecondsToStart,
      double cpuSeconds,
      double bytesOfReading,
      long files,
      List<Double> commits) {}

  private final Archiver archiver;
  private final StreamDefinition definition;
  private final long readings;
  private final Path folder;
  private final List<Turn> turns = new ArrayList<>();

  /**
   * @param readings how many there are
   * @param folder for the lake and the log of this way
   */
  LakeWay(Archiver archiver, StreamDefinition definition, long readings, Path folder) {
    this.archiver = archiver;
    this.definition = definition;
    this.readings = readings;
    this.folder = folder;
  }

  /** The seconds from the start of the process to the last commit. */
  @Override
  public double seconds() throws Exception {
    FileTrees.delete(folder);
    FreshLake lake = FreshLake.create(folder.resolve("lake"), definition);
    Path work = Files.createDirectories(folder.resolve("work"));
    Path log = folder.resolve("log.txt");
    MeasuredProcess.Used used = archiver.fill(lake, work, log);
    FreshLake.Content content = lake.content();
    if (content.rows() != readings) {
      throw new UserError(
          String.format(
              Locale.ROOT,
              "expected %,d rows in the table, found %,d; the log is %s",
              readings,
              content.rows(),
              log));
    }
    turns.add(
        new Turn(
            used.secondsToStart(),
            used.cpuSecondsToStart(),
            used.cpuSeconds(),
            (double) content.bytes() / readings,
            content.files(),
            CommitTimes.read(log)));
    return Duration.between(used.start(), content.lastCommit()).toMillis() / 1e3;
  }

  /** The last turns. */
  List<Turn> turns(int last) {
    return turns.subList(turns.size() - last, turns.size());
  }
}
