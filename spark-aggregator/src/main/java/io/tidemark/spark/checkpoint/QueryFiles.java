package io.tidemark.spark.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.spark.kafka.SourceOffsets;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The files of Spark's checkpoint of a query: {@code offsets/N} is the plan of epoch N and has a
 * line for the version, one for the settings, and the offsets of the epoch's end; {@code commits/N}
 * exists when the epoch is finished.
 *
 * @param folder of the query
 */
record QueryFiles(FileSystem files, Path folder) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern NUMBER = Pattern.compile("\\d+");

  static QueryFiles of(Path folder, Configuration hadoop) throws IOException {
    return new QueryFiles(folder.getFileSystem(hadoop), folder);
  }

  /** The last planned epoch. */
  OptionalLong planned() throws IOException {
    return last("offsets");
  }

  /** The last finished epoch. */
  OptionalLong committed() throws IOException {
    return last("commits");
  }

  private OptionalLong last(String log) throws IOException {
    try {
      return Arrays.stream(files.listStatus(new Path(folder, log)))
          .map(file -> file.getPath().getName())
          .filter(name -> NUMBER.matcher(name).matches())
          .mapToLong(Long::parseLong)
          .max();
    } catch (FileNotFoundException e) {
      return OptionalLong.empty();
    }
  }

  /** The plan of an epoch. */
  Path plan(long epoch) {
    return new Path(folder, "offsets/" + epoch);
  }

  /** The settings of an epoch, its watermark among them. */
  JsonNode settings(long epoch) throws IOException {
    return JSON.readTree(line(epoch, 1));
  }

  /** How many records an epoch takes, by their offsets. */
  long records(long epoch) throws IOException {
    return endOffsets(epoch) - (epoch == 0 ? 0 : endOffsets(epoch - 1));
  }

  /** The sum of the offsets at the end of an epoch. */
  private long endOffsets(long epoch) throws IOException {
    return SourceOffsets.read(line(epoch, 2)).values().stream().mapToLong(Long::longValue).sum();
  }

  private String line(long epoch, int number) throws IOException {
    try (InputStream in = files.open(plan(epoch))) {
      List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      if (lines.size() <= number) {
        throw new IOException(plan(epoch) + " is incomplete");
      }
      return lines.get(number);
    }
  }
}
