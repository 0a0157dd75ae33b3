package io.tidemark.audit.last;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemark.audit.topic.TopicCounts;
import io.tidemark.cli.RootCause;
import io.tidemark.cli.UserError;
import io.tidemark.model.change.DefinitionChanges;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.yaml.DefinitionException;
import io.tidemark.model.yaml.DefinitionReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * The file of the last audit that held: JSON in gzip, {@code FOLDER/STREAM/TOPIC.json.gz} for each
 * kind of windows.
 */
public final class LastAuditFile {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          // reads to the end of the file, where its checksum is
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  /**
   * What a file has.
   *
   * @param audit the last audit, if it can be counted on from
   * @param refusal why not, to follow "because"; empty when there is no file either
   */
  public record Content(Optional<LastAudit> audit, Optional<String> refusal) {
    private static Content of(LastAudit audit) {
      return new Content(Optional.of(audit), Optional.empty());
    }

    private static Content refused(String why) {
      return new Content(Optional.empty(), Optional.of(why));
    }
  }

  private final Path file;
  private final StreamDefinition definition;
  private final String text;

  /**
   * @param folder of the files of all streams; need not exist
   * @param whole the definition with all kinds of windows
   * @param text its YAML
   * @param topic the aggregated topic of the windows
   */
  public LastAuditFile(Path folder, StreamDefinition whole, String text, String topic) {
    file = folder(folder, whole).resolve(topic + ".json.gz");
    definition = whole;
    this.text = text;
  }

  /** The folder of a stream's files. */
  public static Path folder(Path folder, StreamDefinition stream) {
    return folder.resolve(stream.name());
  }

  /** The YAML of the definition that is audited. */
  public String definition() {
    return text;
  }

  /**
   * Reads the last audit.
   *
   * @param now what is audited now
   */
  public Content read(LastAudit.Basis now) {
    LastAudit audit;
    try {
      if (format() != LastAudit.FORMAT) {
        return Content.refused("another release has written " + file);
      }
      try (InputStream in = open()) {
        audit = JSON.readValue(in, LastAudit.class);
      }
    } catch (NoSuchFileException e) {
      return new Content(Optional.empty(), Optional.empty());
    } catch (IOException e) {
      return Content.refused(file + " cannot be read: " + RootCause.line(e));
    }
    return audit
        .basis()
        .difference(now, this::isSame)
        .map(Content::refused)
        .orElseGet(() -> Content.of(audit));
  }

  private InputStream open() throws IOException {
    return new GZIPInputStream(Files.newInputStream(file), 1 << 16);
  }

  /** The first member of the file; 0 for another one. */
  private int format() throws IOException {
    try (InputStream in = open();
        JsonParser parser = JSON.createParser(in)) {
      parser.nextToken();
      return "format".equals(parser.nextFieldName()) ? parser.nextIntValue(0) : 0;
    }
  }

  private boolean isSame(String older) {
    try {
      return DefinitionChanges.same(
          DefinitionReader.parse(older, "the definition of the last audit"), definition);
    } catch (DefinitionException e) {
      return false;
    }
  }

  /**
   * Replaces the file at once: a reader never finds an incomplete one.
   *
   * @throws UserError when it cannot be written; the one before then stays
   */
  public void write(LastAudit.Basis basis, Instant heldAt, TopicCounts counts) {
    LastAudit audit = new LastAudit(LastAudit.FORMAT, heldAt.toString(), basis, counts);
    Path part = null;
    try {
      Files.createDirectories(file.getParent());
      // two audits may end at the same time
      part = Files.createTempFile(file.getParent(), file.getFileName().toString(), ".part");
      try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(part), 1 << 16)) {
        JSON.writeValue(out, audit);
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      delete(part);
      throw new UserError(
          "cannot write "
              + file
              + " ("
              + e.getMessage()
              + "): the next audit reads what this one has read; name a folder with --audits",
          e);
    }
  }

  private static void delete(Path part) {
    try {
      if (part != null) {
        Files.deleteIfExists(part);
      }
    } catch (IOException ignored) {
      // the error of the write is the one to report
    }
  }
}
