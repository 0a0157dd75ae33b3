package io.tidemark.lake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.io.BulkDeletionFailureException;
import org.apache.iceberg.io.DelegateFileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;

/**
 * Files of this machine for Iceberg, without Hadoop. A location is {@code file:///PATH}, {@code
 * file:/PATH} or {@code /PATH}; the path is taken as it is, without percent-encoding. Iceberg
 * creates it by the name of its class.
 */
public final class LocalFileIO implements DelegateFileIO {
  private static final long serialVersionUID = 1L;
  private static final String SCHEME = "file:";

  @SuppressWarnings("serial") // the map that Iceberg gives is serializable
  private Map<String, String> properties = Map.of();

  public LocalFileIO() {}

  /** The path of a location, or null for one that is not a file of this machine. */
  public static Path path(String location) {
    String path = location.startsWith(SCHEME) ? location.substring(SCHEME.length()) : location;
    if (path.startsWith("///")) {
      path = path.substring(2);
    }
    return path.startsWith("/") && !path.startsWith("//") ? Path.of(path) : null;
  }

  /** The path of a location; fails for another kind of storage. */
  static Path require(String location) {
    Path path = path(location);
    if (path == null) {
      throw new IllegalArgumentException(
          "expected a file of this machine, such as file:///lake/a.parquet, found " + location);
    }
    return path;
  }

  @Override
  public void initialize(Map<String, String> given) {
    properties = Map.copyOf(given);
  }

  @Override
  public Map<String, String> properties() {
    return properties;
  }

  @Override
  public InputFile newInputFile(String location) {
    return new LocalInput(location);
  }

  @Override
  public OutputFile newOutputFile(String location) {
    return new LocalOutput(location);
  }

  @Override
  public void deleteFile(String location) {
    try {
      Files.deleteIfExists(require(location));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + location, e);
    }
  }

  @Override
  public void deleteFiles(Iterable<String> locations) {
    int failed = 0;
    for (String location : locations) {
      try {
        deleteFile(location);
      } catch (UncheckedIOException e) {
        failed++;
      }
    }
    if (failed > 0) {
      throw new BulkDeletionFailureException(failed);
    }
  }

  /** The files whose locations begin with {@code prefix}; a folder in full. */
  @Override
  public Iterable<FileInfo> listPrefix(String prefix) {
    String path = require(prefix).toString();
    String before = prefix.substring(0, prefix.indexOf(path));
    List<FileInfo> files = new ArrayList<>();
    visit(
        prefix,
        (file, attributes) ->
            files.add(
                new FileInfo(
                    before + file, attributes.size(), attributes.lastModifiedTime().toMillis())));
    return files;
  }

  @Override
  public void deletePrefix(String prefix) {
    listPrefix(prefix).forEach(file -> deleteFile(file.location()));
  }

  /** Receives each file. */
  private interface Visitor {
    void visit(Path file, BasicFileAttributes attributes);
  }

  private static void visit(String prefix, Visitor visitor) {
    Path path = require(prefix);
    boolean folder = Files.isDirectory(path);
    Path from = folder ? path : path.getParent();
    if (from == null || !Files.isDirectory(from)) {
      return;
    }
    try {
      Files.walkFileTree(
          from,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (folder || file.toString().startsWith(path.toString())) {
                visitor.visit(file, attributes);
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
              if (e instanceof NoSuchFileException) {
                // another program deleted it while this one listed
                return FileVisitResult.CONTINUE;
              }
              throw e;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + prefix, e);
    }
  }
}
