package io.tidemark.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.cli.UserError;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A checkpoint of the Spark job on this machine, as files: the job's own note of what it belongs
 * to, and in {@code query} what Spark writes. For each micro-batch N Spark first writes {@code
 * offsets/N}, with the offsets at which it is to end, and when it is done {@code commits/N}.
 */
record CheckpointFolder(Path folder) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

  /** What the checkpoint belongs to. */
  record Owner(String topic, String topicId, String aggregation) {}

  /**
   * How far the query has come.
   *
   * @param batch the number of the last micro-batch that was begun
   * @param open whether it was not ended, so that it is at work or will be done again
   * @param begun when it was begun, epoch milliseconds
   * @param watermark as Spark has it, epoch milliseconds; 0 as long as there is none
   * @param done for each partition the offset up to which all is done
   */
  record Position(long batch, boolean open, long begun, long watermark, Map<Integer, Long> done) {}

  /**
   * The folder that {@code --checkpoint} names.
   *
   * @throws SkippedCheck when it is not on this machine
   */
  static CheckpointFolder named(String folder) {
    if (folder.startsWith("file:")) {
      return new CheckpointFolder(Path.of(URI.create(folder).getPath()));
    }
    if (SCHEME.matcher(folder).matches()) {
      throw new SkippedCheck(folder + " is no folder of this machine", "look at it by hand");
    }
    return new CheckpointFolder(Path.of(folder));
  }

  boolean exists() {
    return Files.isDirectory(folder);
  }

  /** Whether a job of this user could write there. */
  boolean writable() {
    return Stream.of(folder, query(), query().resolve("offsets"), query().resolve("commits"))
        .filter(Files::exists)
        .allMatch(Files::isWritable);
  }

  /** The job's note; empty when there is none. */
  Optional<Owner> owner() {
    Path note = folder.resolve("owner.json");
    try {
      return Files.exists(note)
          ? Optional.of(JSON.readValue(note.toFile(), Owner.class))
          : Optional.empty();
    } catch (IOException e) {
      throw damaged(note, e.getMessage());
    }
  }

  /**
   * How far the query has come with a topic; empty before its first micro-batch.
   *
   * @throws UserError when the files are not what Spark writes
   */
  Optional<Position> position(String topic) {
    OptionalLong last = lastOf("offsets");
    if (last.isEmpty()) {
      return Optional.empty();
    }
    long batch = last.getAsLong();
    Path offsets = query().resolve("offsets");
    Path commit = query().resolve("commits").resolve(String.valueOf(batch));
    JsonNode planned = lines(offsets.resolve(String.valueOf(batch))).get(0);
    boolean open = Files.notExists(commit);
    long watermark = planned.path("batchWatermarkMs").asLong();
    if (!open) {
      // the watermark moves at the end of a micro-batch, and the next one takes it up
      long next = lines(commit).get(0).path("nextBatchWatermarkMs").asLong();
      watermark = Math.max(watermark, next);
    }
    // what an open micro-batch did counts only once it has ended
    Path done =
        !open
            ? offsets.resolve(String.valueOf(batch))
            : batch > 0
                ? offsets.resolve(String.valueOf(batch - 1))
                : query().resolve("sources/0/0");
    return Optional.of(
        new Position(
            batch,
            open,
            planned.path("batchTimestampMs").asLong(),
            watermark,
            offsets(done, topic)));
  }

  private Path query() {
    return folder.resolve("query");
  }

  private OptionalLong lastOf(String log) {
    Path logs = query().resolve(log);
    if (Files.notExists(logs)) {
      return OptionalLong.empty();
    }
    try (Stream<Path> files = Files.list(logs)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> NUMBER.matcher(name).matches())
          .mapToLong(Long::parseLong)
          .max();
    } catch (IOException e) {
      throw damaged(logs, e.getMessage());
    }
  }

  private Map<Integer, Long> offsets(Path file, String topic) {
    JsonNode partitions =
        lines(file).stream()
            .map(line -> line.path(topic))
            .filter(JsonNode::isObject)
            .findFirst()
            .orElseThrow(() -> damaged(file, "no offsets of " + topic));
    Map<Integer, Long> offsets = new TreeMap<>();
    partitions
        .properties()
        .forEach(
            partition ->
                offsets.put(Integer.valueOf(partition.getKey()), partition.getValue().asLong()));
    return offsets;
  }

  /** The JSON lines of a file of Spark's, which follow the line with the version of its format. */
  private List<JsonNode> lines(Path file) {
    try {
      List<String> lines = Files.readAllLines(file);
      // the first offsets of a source begin with a byte 0
      if (lines.size() < 2 || !lines.get(0).replace("\0", "").equals("v1")) {
        throw damaged(file, "expected 'v1' and lines of JSON");
      }
      List<JsonNode> nodes = new ArrayList<>();
      for (String line : lines.subList(1, lines.size())) {
        nodes.add(JSON.readTree(line));
      }
      return nodes;
    } catch (IOException e) {
      throw damaged(file, e.getMessage());
    }
  }

  private UserError damaged(Path file, String what) {
    return new UserError(
        "the checkpoint's file "
            + file
            + " cannot be read: "
            + String.valueOf(what).lines().findFirst().orElse("")
            + "; delete the folder "
            + folder
            + " to start over from the first offset, or name another with --checkpoint");
  }
}
