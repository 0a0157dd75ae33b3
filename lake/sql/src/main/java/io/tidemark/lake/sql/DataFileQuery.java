package io.tidemark.lake.sql;

import io.tidemark.cli.RootCause;
import io.tidemark.cli.UserError;
import io.tidemark.lake.LocalFileIO;
import io.tidemark.process.FileTrees;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;

/**
 * Queries over some data files of a table, in the view {@value #VIEW}. Files that are not on this
 * machine are copied to a temporary folder first, which needs space for all of them.
 */
public final class DataFileQuery implements AutoCloseable {
  /** The name of the view. */
  public static final String VIEW = "data";

  /** Receives the rows of a result, one after the other. */
  public interface RowReader {
    void read(ResultSet row) throws SQLException;
  }

  private final LakeDatabase database;
  private final Path copies;

  private DataFileQuery(LakeDatabase database, Path copies) {
    this.database = database;
    this.copies = copies;
  }

  /**
   * Opens the files.
   *
   * @param columns the columns of the view
   * @param files Parquet files without delete files
   * @param memory the limit of the database's memory, such as {@code 256MB}
   * @throws UserError when a file cannot be copied
   */
  public static DataFileQuery open(
      Table table, Collection<String> columns, List<DataFile> files, String memory) {
    Path copies = null;
    try {
      List<Path> paths = new ArrayList<>();
      for (DataFile file : files) {
        Path path = LocalFileIO.path(file.location());
        if (path == null) {
          copies = copies == null ? Files.createTempDirectory("tidemark-files-") : copies;
          path = copies.resolve(paths.size() + ".parquet");
          copy(table, file, path);
        }
        paths.add(path);
      }
      LakeView view = new LakeView(VIEW, true, table.schema().select(columns), paths);
      return new DataFileQuery(
          LakeDatabase.open("files", List.of(view), memory, line -> {}), copies);
    } catch (IOException e) {
      delete(copies);
      throw new UserError("cannot read the files of " + table.name() + ": " + RootCause.line(e), e);
    } catch (RuntimeException e) {
      delete(copies);
      throw e;
    }
  }

  private static void copy(Table table, DataFile file, Path to) throws IOException {
    try (InputStream from = table.io().newInputFile(file.location()).newStream()) {
      Files.copy(from, to);
    }
  }

  /**
   * Runs a query.
   *
   * @throws UserError when it fails
   */
  public void each(String sql, RowReader reader) {
    database.query(
        sql,
        rows -> {
          while (rows.next()) {
            reader.read(rows);
          }
        });
  }

  /** A name in SQL. */
  public static String quoted(String name) {
    return LakeView.quoted(name);
  }

  @Override
  public void close() {
    database.close();
    delete(copies);
  }

  private static void delete(Path copies) {
    if (copies != null) {
      try {
        FileTrees.delete(copies);
      } catch (IOException e) {
        // a folder of temporary files stays; the system deletes it
      }
    }
  }
}
