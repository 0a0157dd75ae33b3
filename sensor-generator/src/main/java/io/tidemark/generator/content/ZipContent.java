package io.tidemark.generator.content;

import io.tidemark.cli.UsageError;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;

/**
 * The content of the only file in a zip archive, decompressed as it is read. Folders and the hidden
 * files that macOS adds do not count. Office documents are zip archives too; they are refused.
 */
public final class ZipContent extends BulkInput {
  private static final int NAMED = 5;

  private final ZipInputStream zip;
  private final String name;
  private boolean over;

  /**
   * @param archive the name of the archive, for messages
   * @throws UsageError when it has no file, or is an office document
   * @throws IOException when its beginning cannot be read
   */
  public ZipContent(InputStream in, String archive) throws IOException {
    zip = new ZipInputStream(in);
    ZipEntry first = nextFile();
    if (first == null) {
      throw new UsageError(archive + ": expected a file in the zip archive, found none");
    }
    name = first.getName();
    refuseOffice(archive, List.of(name));
  }

  /**
   * Checks the list of files at the end of an archive, before anything of it is read. An archive
   * without its end passes: it is read up to the truncation.
   *
   * @throws UsageError when it has several files, or is an office document
   */
  public static void requireOneFile(Path archive) throws IOException {
    List<String> names;
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      names = zip.stream().map(ZipEntry::getName).filter(ZipContent::isFile).toList();
    } catch (ZipException e) {
      return;
    }
    refuseOffice(archive.toString(), names);
    if (names.size() > 1) {
      throw new UsageError(
          archive
              + ": expected one file in the zip archive, found "
              + names.size()
              + " ("
              + names.stream().limit(NAMED).collect(Collectors.joining(", "))
              + (names.size() > NAMED ? ", …" : "")
              + "); replay one of them: unzip -p '"
              + archive
              + "' '"
              + names.get(0)
              + "' | ./tidemark generate --from -");
    }
  }

  private static void refuseOffice(String archive, List<String> names) {
    if (names.contains("[Content_Types].xml")) {
      throw UnreadableFormat.XLSX.error(archive);
    }
    if (!names.isEmpty() && names.get(0).equals("mimetype")) {
      throw UnreadableFormat.OPEN_DOCUMENT.error(archive);
    }
  }

  private static boolean isFile(String name) {
    String last = name.substring(name.lastIndexOf('/') + 1);
    return !last.isEmpty() && !last.startsWith(".") && !name.startsWith("__MACOSX/");
  }

  /** The name of the file in the archive. */
  public String name() {
    return name;
  }

  private ZipEntry nextFile() throws IOException {
    try {
      ZipEntry entry = zip.getNextEntry();
      while (entry != null && !isFile(entry.getName())) {
        entry = zip.getNextEntry();
      }
      return entry;
    } catch (EOFException e) {
      throw brokenOff(e);
    } catch (IllegalArgumentException e) {
      throw new ZipException("its zip data has a file name that is not UTF-8");
    }
  }

  private static EOFException brokenOff(EOFException cause) {
    EOFException error = new EOFException("its zip data breaks off");
    error.initCause(cause);
    return error;
  }

  /**
   * @throws EOFException when the archive is truncated
   * @throws ZipException when it is corrupt, encrypted, or has another file
   */
  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    if (over) {
      return -1;
    }
    int read;
    try {
      read = zip.read(into, from, length);
    } catch (EOFException e) {
      throw brokenOff(e);
    }
    if (read < 0) {
      over = true;
      ZipEntry more = nextFile();
      if (more != null) {
        throw new ZipException(
            "its zip archive has another file, "
                + more.getName()
                + ", which is not read; unpack it, and replay one file after the other");
      }
    }
    return read;
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
