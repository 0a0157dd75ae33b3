package io.tidemark.spark.archive;

import io.tidemark.kafka.TopicOffsets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongFunction;

/**
 * The offsets at which the epochs of a query end, from the files {@code offsets/EPOCH} of its
 * checkpoint, which Spark writes before it runs an epoch: a version, the settings, and a line for
 * each source.
 *
 * @param checkpoint of a query with one source, on this machine
 */
record EpochEnds(Path checkpoint) implements LongFunction<TopicOffsets> {
  private static final int SOURCE = 2;

  @Override
  public TopicOffsets apply(long epoch) {
    Path file = checkpoint.resolve("offsets").resolve(Long.toString(epoch));
    try {
      List<String> lines = Files.readAllLines(file);
      if (lines.size() != SOURCE + 1 || !lines.get(0).equals("v1")) {
        throw new IllegalStateException(
            "expected version v1 and the offsets of one source in " + file + ", found " + lines);
      }
      return TopicOffsets.ofSource(lines.get(SOURCE));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the offsets of epoch " + epoch, e);
    }
  }
}
