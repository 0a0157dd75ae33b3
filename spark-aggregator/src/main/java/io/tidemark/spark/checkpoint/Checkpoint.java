package io.tidemark.spark.checkpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.cli.UserError;
import io.tidemark.model.definition.StreamDefinition;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The folder of a query's offsets and state, with a file that identifies its topic and aggregation.
 * With another topic or aggregation the query would compute wrong windows or fail inside Spark.
 *
 * @param folder any Hadoop path, with its file system
 * @param isBegun whether a query has already planned an epoch in it
 * @param writer the id of its query as a writer of the aggregated topic, which names its epochs
 */
public record Checkpoint(Path folder, boolean isBegun, String writer) {

  /**
   * The identity of a checkpoint.
   *
   * @param topicId the broker's id of the raw topic; a topic that is created again has another one
   * @param aggregation the part of the definition that determines the layout of the state
   * @param writer the id of the query as a writer; null in the file of an earlier version, whose
   *     query has the id that Spark gave it
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Owner(String topic, String topicId, String aggregation, String writer) {
    private boolean isOf(Owner other) {
      return topic.equals(other.topic)
          && topicId.equals(other.topicId)
          && aggregation.equals(other.aggregation);
    }
  }

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
    Owner owner =
        new Owner(
            definition.raw().topic(),
            topicId,
            definition.stateShape(),
            UUID.randomUUID().toString());
    Path query = new Path(path, QUERY);
    try {
      FileSystem files = path.getFileSystem(hadoop);
      Path note = note(path);
      if (!files.exists(note)) {
        write(files, owner, note);
      }
      // another job may have written it a moment ago: what is in the file counts
      Owner found = read(files, note, Owner.class);
      compare(found, owner, path);
      String writer = found.writer();
      if (writer == null && files.exists(new Path(query, "metadata"))) {
        writer = read(files, new Path(query, "metadata"), JsonNode.class).path("id").textValue();
      } else if (writer == null) {
        // an earlier version was stopped before its query began
        files.delete(note, false);
        write(files, owner, note);
        writer = read(files, note, Owner.class).writer();
      }
      Path offsets = new Path(query, "offsets");
      deleteTemporary(files, offsets);
      deleteTemporary(files, new Path(query, "commits"));
      return new Checkpoint(files.makeQualified(path), hasEpochs(files, offsets), writer);
    } catch (JsonProcessingException e) {
      throw new UserError(
          "the checkpoint " + path + " is not one of this job's: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new UserError("the checkpoint " + path + " cannot be used: " + e.getMessage(), e);
    }
  }

  /** Atomic: a process that is killed leaves no incomplete file. Keeps the file of another job. */
  private static void write(FileSystem files, Owner owner, Path note) throws IOException {
    files.mkdirs(note.getParent());
    Path part = new Path(note.getParent(), owner.writer() + ".part");
    try (OutputStream out = files.create(part)) {
      out.write(JSON.writeValueAsString(owner).getBytes(StandardCharsets.UTF_8));
    }
    if (files.exists(note) || !files.rename(part, note)) {
      files.delete(part, false);
    }
  }

  private static <T> T read(FileSystem files, Path file, Class<T> form) throws IOException {
    try (InputStream in = files.open(file)) {
      return JSON.readValue(in, form);
    }
  }

  /** Spark writes the offsets of an epoch before it runs the epoch. */
  private static boolean hasEpochs(FileSystem files, Path offsets) throws IOException {
    return files.exists(offsets)
        && files.listStatus(offsets, file -> file.getName().matches("\\d+")).length > 0;
  }

  /**
   * Deletes the temporary files that a query leaves when it is killed while it writes a file of its
   * checkpoint. Spark counts them where it requires an empty folder, which is before the first
   * epoch, also when that is planned again (STATE_STORE_CHECKPOINT_LOCATION_NOT_EMPTY).
   */
  private static void deleteTemporary(FileSystem files, Path folder) throws IOException {
    if (files.exists(folder)) {
      for (FileStatus part : files.listStatus(folder, Checkpoint::isTemporary)) {
        files.delete(part.getPath(), false);
      }
    }
  }

  /** Not the checksums of other files, {@code .0.crc}. */
  private static boolean isTemporary(Path file) {
    return file.getName().matches("\\..*\\.tmp(\\.crc)?");
  }

  private static void compare(Owner found, Owner expected, Path path) {
    if (found.isOf(expected)) {
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
            + "; --rebuild begins a new one from the topics, --checkpoint names another");
  }

  /** Where the folder is, for people on other machines too. */
  public String place() {
    return folder.toUri().getScheme().equals("file")
        ? folder.toUri().getPath() + " on " + host()
        : folder.toString();
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "an unknown host";
    }
  }

  /** The subfolder for Spark's checkpoint. */
  public String query() {
    return query(folder).toString();
  }

  /**
   * The last epoch that Spark takes for finished; nothing before the first.
   *
   * @throws UserError when the checkpoint cannot be read
   */
  public OptionalLong committedEpoch(Configuration hadoop) {
    try {
      return QueryFiles.of(query(folder), hadoop).committed();
    } catch (IOException e) {
      throw new UserError("the checkpoint " + folder + " cannot be read: " + e.getMessage(), e);
    }
  }

  static Path query(Path folder) {
    return new Path(folder, QUERY);
  }

  /**
   * The watermark of the last finished epoch, in Spark's milliseconds: every row of a window that
   * ends by then is written. Nothing before the first epoch.
   *
   * @throws IOException when the files cannot be read
   */
  static OptionalLong readWatermark(Path folder, Configuration hadoop) throws IOException {
    QueryFiles files = QueryFiles.of(query(folder), hadoop);
    OptionalLong epoch = files.committed();
    return epoch.isEmpty()
        ? epoch
        : OptionalLong.of(files.settings(epoch.getAsLong()).path("batchWatermarkMs").asLong());
  }

  /**
   * The same.
   *
   * @throws UserError when the files cannot be read
   */
  public static OptionalLong watermark(String folder, Configuration hadoop) {
    try {
      return readWatermark(new Path(folder), hadoop);
    } catch (IOException e) {
      throw new UserError("the checkpoint " + folder + " cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Whether a folder is a checkpoint of this topic whose state has the layout of the definition.
   */
  static boolean isOf(FileSystem files, Path folder, StreamDefinition definition, String topicId) {
    try {
      return read(files, note(folder), Owner.class)
          .isOf(new Owner(definition.raw().topic(), topicId, definition.stateShape(), null));
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * The layout of the state in a folder, as {@link StreamDefinition#stateShape} has it; nothing if
   * the folder is no checkpoint, or a damaged one.
   */
  public static Optional<String> shape(String folder, Configuration hadoop) {
    Path path = new Path(folder);
    try {
      return Optional.of(read(path.getFileSystem(hadoop), note(path), Owner.class).aggregation());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Path note(Path folder) {
    return new Path(folder, "owner.json");
  }
}
