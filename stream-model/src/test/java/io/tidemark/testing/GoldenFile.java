package io.tidemark.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Lines that a stream has given once and is to give for ever, in a file of the repository. */
public record GoldenFile(Path path) {
  private static final Path FOLDER = Path.of("../streams/golden");

  /** Set to {@code write}, the files are made anew. */
  private static final String PROPERTY = "tidemark.golden";

  private static final String COMMAND =
      "./mvnw -q test -pl sensor-generator,spark-aggregator -am '-Dtest=Golden*Test'"
          + " -Dsurefire.failIfNoSpecifiedTests=false -D"
          + PROPERTY
          + "=write";

  public static GoldenFile named(String name) {
    return new GoldenFile(FOLDER.resolve(name + ".jsonl"));
  }

  /** A file with values in hexadecimal digits. */
  public static GoldenFile hex(String name) {
    return new GoldenFile(FOLDER.resolve(name + ".hex"));
  }

  /** Fails unless the file holds these lines and nothing else, byte for byte. */
  public void mustHold(List<String> lines) throws IOException {
    String text = String.join("\n", lines) + "\n";
    if ("write".equals(System.getProperty(PROPERTY))) {
      Files.createDirectories(FOLDER);
      Files.writeString(path, text);
      return;
    }
    String advice =
        path + " has other bytes than the stream; if they are to change, run: " + COMMAND;
    assertThat(path).as(advice).exists();
    assertThat(Files.readString(path)).as(advice).isEqualTo(text);
  }
}
