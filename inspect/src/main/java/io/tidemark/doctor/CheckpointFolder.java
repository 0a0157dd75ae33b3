package io.tidemark.doctor;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
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
 * A checkpoint of the Spark job on this machine. It holds the job's owner file and, in {@code
 * query}, Spark's own files. For each micro-batch N, Spark first writes {@code offsets/N} with the
 * planned end offsets, and {@code commits/N} when the batch has finished.
 */
record CheckpointFolder(Path folder) {
  /** What to do about a checkpoint that the job cannot go on with. */
  static final String REBUILD =
      "./tidemark aggregate stream --rebuild begins a new one from the topics, --checkpoint names"
          + " another";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

  /** The topic and aggregation that the checkpoint belongs to. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Owner(String topic, String topicId, String aggregation) {}

  /**
   * The progress of the query.
   *
   * @param batch the number of the last started micro-batch
   * @param open whether that batch has no commit, so that it is running or will be repeated
   * @param begun its start time, epoch milliseconds
   * @param watermark as Spark stores it, epoch milliseconds; 0 before the first watermark
   * @param done by partition, the offset up to which all records are processed
   */
  record Position(long batch, boolean open, long begun, long watermark, Map<Integer, Long> done) {}

  /**
   * The checkpoint in the folder of {@code --checkpoint}.
   *
   * @throws SkippedCheck when it is not on this machine
   */
  static CheckpointFolder named(String folder) {
    if (folder.startsWith("file:")) {
      return new CheckpointFolder(Path.of(URI.create(folder).getPath()));
    }
    if (SCHEME.matcher(folder).matches()) {
      throw new SkippedCheck(folder + " is no folder of this machine", "check it by hand");
    }
    return new CheckpointFolder(Path.of(folder));
  }

  boolean exists() {
    return Files.isDirectory(folder);
  }

  /** Whether this user can write to the folder. */
  boolean writable() {
    return Stream.of(folder, query(), query().resolve("offsets"), query().resolve("commits"))
        .filter(Files::exists)
        .allMatch(Files::isWritable);
  }

  /** The content of the owner file; empty when it does not exist. */
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
   * The progress of the query on a topic; empty before its first micro-batch.
   *
   * @throws UserError when the files do not have Spark's format
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
      // the watermark advances at the end of a micro-batch and applies from the next one
      long next = lines(commit).get(0).path("nextBatchWatermarkMs").asLong();
      watermark = Math.max(watermark, next);
    }
    // the work of an open micro-batch counts only after its commit
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

  /** The JSON lines of a file that Spark wrote, without the first line, the format version. */
  private List<JsonNode> lines(Path file) {
    try {
      List<String> lines = Files.readAllLines(file);
      // the file with a source's initial offsets begins with a zero byte
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
            + "; "
            + REBUILD);
  }
}
