package io.tidemark.spark.watermark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemark.cli.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.execution.streaming.checkpointing.CheckpointFileManager;

/** The file of a checkpoint that keeps what the watermark is computed from, as JSON. */
final class WatermarkFile {
  private static final JsonMapper JSON = new JsonMapper();

  /**
   * What the file says.
   *
   * @param epochs the last one that is written, and the one before, which counts if Spark does not
   *     take the last one for finished
   */
  record Content(List<Epoch> epochs) {}

  /**
   * What was read until the end of an epoch.
   *
   * @param watermark of the epoch, in Spark's milliseconds
   * @param partitions by their number
   */
  record Epoch(long epoch, long watermark, Map<Integer, PartitionTimes> partitions) {}

  private final CheckpointFileManager files;
  private final Path path;

  /**
   * @param folder of the checkpoint
   */
  WatermarkFile(Path folder, Configuration hadoop) {
    files = CheckpointFileManager.create(folder, hadoop);
    path = new Path(folder, "watermark.json");
  }

  /**
   * @return no epochs when none was written, or only by a release without this file
   * @throws UserError when the file cannot be read
   */
  Content read() {
    try {
      if (!files.exists(path)) {
        return new Content(List.of());
      }
      try (InputStream in = files.open(path)) {
        return JSON.readValue(in, Content.class);
      }
    } catch (JsonProcessingException e) {
      throw new UserError(
          "the file "
              + path
              + " of the checkpoint is damaged ("
              + e.getOriginalMessage()
              + "); without it, the watermark waits until each partition with unread records is"
              + " read: delete the file to go on so",
          e);
    } catch (IOException e) {
      throw new UserError(
          "the file " + path + " of the checkpoint cannot be read: " + e.getMessage(), e);
    }
  }

  /** Replaces the file; a process that is killed leaves the old one or the new one. */
  void write(Content content) {
    var out = files.createAtomic(path, true);
    try {
      out.write(JSON.writeValueAsBytes(content));
      out.close();
    } catch (IOException e) {
      out.cancel();
      throw new UncheckedIOException(e);
    }
  }
}
