package io.tidemark.spark.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.cli.UserError;
import io.tidemark.model.definition.StreamDefinition;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The folder of a query's offsets and state, with a file that identifies its topic and aggregation.
 * With another topic or aggregation the query would compute wrong windows or fail inside Spark.
 *
 * @param folder any Hadoop path
 * @param isBegun whether a query has already planned an epoch in it
 */
public record Checkpoint(Path folder, boolean isBegun) {

  /**
   * The identity of a checkpoint.
   *
   * @param topicId the broker's id of the raw topic; a topic that is created again has another one
   * @param aggregation the part of the definition that determines the layout of the state
   */
  record Owner(String topic, String topicId, String aggregation) {}

  private static final String QUERY = "query";
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Claims the folder for this query.
   *
   * @throws UserError when the folder belongs to another topic or aggregation, or is not accessible
   */
  public static Checkpoint claim(
      String folder, StreamDefinition definition, String topicId, Configuration hadoop) {
    Path path = new Path(folder);
    Owner owner = new Owner(definition.raw().topic(), topicId, definition.stateShape());
    Path query = new Path(path, QUERY);
    try {
      FileSystem files = path.getFileSystem(hadoop);
      Path note = new Path(path, "owner.json");
      if (files.exists(note)) {
        try (InputStream in = files.open(note)) {
          compare(JSON.readValue(in, Owner.class), owner, path);
        }
      } else {
        files.mkdirs(path);
        // atomic: a process that is killed leaves no incomplete file
        Path part = new Path(path, "owner.part");
        try (OutputStream out = files.create(part)) {
          out.write(JSON.writeValueAsString(owner).getBytes(StandardCharsets.UTF_8));
        }
        files.rename(part, note);
      }
      return new Checkpoint(path, hasEpochs(files, new Path(query, "offsets")));
    } catch (JsonProcessingException e) {
      throw new UserError(
          "the checkpoint " + path + " is not one of this job's: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new UserError("the checkpoint " + path + " cannot be used: " + e.getMessage(), e);
    }
  }

  /** Spark writes the offsets of an epoch before it runs the epoch. */
  private static boolean hasEpochs(FileSystem files, Path offsets) throws IOException {
    return files.exists(offsets)
        && files.listStatus(offsets, file -> file.getName().matches("\\d+")).length > 0;
  }

  private static void compare(Owner found, Owner expected, Path path) {
    if (found.equals(expected)) {
      return;
    }
    String other =
        !found.topic().equals(expected.topic())
            ? "the topic " + found.topic()
            : !found.topicId().equals(expected.topicId())
                ? "a topic " + found.topic() + " that was deleted and made again since"
                : "another definition of its fields or windows";
    throw new UserError(
        "the checkpoint "
            + path
            + " belongs to "
            + other
            + "; delete the folder to start over from the first offset, or name another with"
            + " --checkpoint");
  }

  /** The subfolder for Spark's checkpoint. */
  public String query() {
    return new Path(folder, QUERY).toString();
  }
}
