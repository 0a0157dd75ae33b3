package io.tidemark.doctor;

import io.tidemark.model.definition.StreamDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes a checkpoint in the format of the job and of Spark 4.1. */
record CheckpointFiles(Path folder) {
  static final long BEGUN = DoctorStreams.at("2026-01-01T12:00:00Z");

  CheckpointFiles ownedBy(String topic, String topicId, StreamDefinition definition)
      throws IOException {
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("owner.json"),
        "{\"topic\":\"%s\",\"topicId\":\"%s\",\"aggregation\":\"%s\",\"writer\":\"w\"}"
            .formatted(topic, topicId, definition.stateShape()));
    return this;
  }

  /** Writes the initial offsets of the source. */
  CheckpointFiles startsAt(Map<Integer, Long> offsets) throws IOException {
    return write("sources/0/0", "\0v1\n" + json(offsets));
  }

  CheckpointFiles begins(long batch, long watermark, Map<Integer, Long> upTo) throws IOException {
    return write(
        "offsets/" + batch,
        "v1\n{\"batchWatermarkMs\":%d,\"batchTimestampMs\":%d,\"conf\":{\"a.b\":\"2\"}}\n%s"
            .formatted(watermark, BEGUN, json(upTo)));
  }

  CheckpointFiles ends(long batch, long nextWatermark) throws IOException {
    return write("commits/" + batch, "v1\n{\"nextBatchWatermarkMs\":" + nextWatermark + "}");
  }

  CheckpointFiles write(String file, String text) throws IOException {
    Path path = folder.resolve("query").resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
    Files.writeString(path.resolveSibling("." + path.getFileName() + ".crc"), "crc");
    return this;
  }

  CheckpointFolder checkpoint() {
    return new CheckpointFolder(folder);
  }

  private static String json(Map<Integer, Long> offsets) {
    return offsets.entrySet().stream()
        .map(partition -> "\"" + partition.getKey() + "\":" + partition.getValue())
        .collect(Collectors.joining(",", "{\"sensors-raw\":{", "}}"));
  }
}
