package io.tidemark.stack.secure;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Properties;

/** Files that only their owner can read. */
public final class PrivateFile {
  private static final FileAttribute<?> FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<?> FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private PrivateFile() {}

  /** Creates a folder that only its owner can enter. */
  static Path folder(Path folder) throws IOException {
    return Files.createDirectory(folder, FOLDER);
  }

  /** Creates an empty file, in place of one that is there. */
  static Path empty(Path file) throws IOException {
    Files.deleteIfExists(file);
    return Files.createFile(file, FILE);
  }

  /** Writes a text, in place of a file that is there. */
  public static void write(Path file, String text) throws IOException {
    Files.writeString(empty(file), text);
  }

  /** Writes a properties file, in place of a file that is there. */
  public static void write(Path file, Map<String, String> settings) throws IOException {
    Properties properties = new Properties();
    properties.putAll(settings);
    StringWriter text = new StringWriter();
    properties.store(text, null);
    write(file, text.toString());
  }
}
