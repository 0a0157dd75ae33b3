package io.tidemark.lake.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.cli.UsageError;
import io.tidemark.cli.UserError;
import io.tidemark.lake.LakeCatalog;
import io.tidemark.process.FileTrees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;

/**
 * A DuckDB in this process with views of a stream's tables. It can read their files and nothing
 * else: no other file, no network, no extension, and no setting can be changed. What does not fit
 * into its memory goes to a folder of temporary files, which is deleted in the end.
 */
public final class LakeDatabase implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<LakeView> views;
  private final Path temporary;
  private final Connection connection;
  private final Consumer<String> say;
  private Statement running;
  private boolean cancelled;

  private LakeDatabase(
      List<LakeView> views, Path temporary, Connection connection, Consumer<String> say) {
    this.views = views;
    this.temporary = temporary;
    this.connection = connection;
    this.say = say;
  }

  /**
   * Opens the database.
   *
   * @param schema the schema of the views, in the catalog {@link LakeCatalog#NAME} as in Trino;
   *     they need not be qualified
   * @param memory the limit of DuckDB's memory, such as {@code 512MB}
   * @param say receives a line about a table that a query names and that is not there yet
   * @throws UsageError when the limit is none
   */
  public static LakeDatabase open(
      String schema, List<LakeView> views, String memory, Consumer<String> say) {
    try {
      Path temporary = Files.createTempDirectory("tidemark-query-");
      // rows come as they are read, not all at once
      Properties streaming = new Properties();
      streaming.setProperty("jdbc_stream_results", "true");
      LakeDatabase database =
          new LakeDatabase(
              views, temporary, DriverManager.getConnection("jdbc:duckdb:", streaming), say);
      try {
        database.prepare(schema, memory);
        return database;
      } catch (SQLException | RuntimeException e) {
        database.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UserError("cannot create a folder for temporary files: " + e, e);
    } catch (SQLException e) {
      throw new UserError("cannot open DuckDB: " + message(e), e);
    }
  }

  private void prepare(String schema, String memory) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      try {
        statement.execute("SET memory_limit = " + LakeView.text(memory));
      } catch (SQLException e) {
        throw new UsageError("--memory: expected a size such as 512MB, found " + memory, e);
      }
      String name = LakeCatalog.NAME + "." + LakeView.quoted(schema);
      statement.execute("SET TimeZone = 'UTC'");
      statement.execute("SET temp_directory = " + LakeView.text(temporary.toString()));
      statement.execute("ATTACH ':memory:' AS " + LakeCatalog.NAME);
      statement.execute("CREATE SCHEMA " + name);
      statement.execute("USE " + name);
      for (LakeView view : views) {
        statement.execute(view.create());
      }
      statement.execute(
          views.stream()
              .flatMap(view -> view.files().stream())
              .map(file -> LakeView.text(file.toString()))
              .collect(joining(", ", "SET allowed_paths = [", "]")));
      statement.execute("SET enable_external_access = false");
      statement.execute("SET lock_configuration = true");
    }
  }

  /** Receives a result. */
  public interface ResultReader {
    void read(ResultSet rows) throws SQLException;
  }

  /**
   * Runs a query.
   *
   * @param sql one statement that reads: SELECT, WITH, VALUES, DESCRIBE, SUMMARIZE or SHOW
   * @throws UsageError when it is another one, several, or none
   * @throws UserError when it fails
   */
  public void query(String sql, ResultReader reader) {
    requireQuery(sql);
    try (Statement statement = begin()) {
      try (ResultSet rows = statement.executeQuery(sql)) {
        reader.read(rows);
      }
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private UserError failed(SQLException e) {
    if (isCancelled()) {
      return new UserError("the query was interrupted", e);
    }
    String message = message(e);
    return new UserError(
        message.contains("Catalog Error: Table ")
            ? message
                + " The tables are "
                + views.stream().map(LakeView::name).collect(joining(", "))
            : message,
        e);
  }

  private synchronized Statement begin() throws SQLException {
    if (cancelled) {
      throw new SQLException("cancelled before it began");
    }
    running = connection.createStatement();
    return running;
  }

  private synchronized boolean isCancelled() {
    return cancelled;
  }

  /** Ends the query that runs in another thread. */
  public synchronized void cancel() {
    cancelled = true;
    if (running != null) {
      try {
        running.cancel();
      } catch (SQLException e) {
        // it has ended
      }
    }
  }

  /** DuckDB's own parser says what a statement is; it has a tree for those that read alone. */
  private void requireQuery(String sql) {
    JsonNode parsed = parsed(sql);
    String error = parsed.path("error_message").asText();
    if (parsed.path("error_type").asText().equals("parser")) {
      throw new UsageError("the query has an error: " + error + at(sql, parsed));
    }
    if (parsed.path("error").asBoolean()) {
      throw new UsageError(
          "expected one statement that reads: SELECT, WITH, VALUES, DESCRIBE, SUMMARIZE or SHOW;"
              + " found another kind");
    }
    int statements = parsed.path("statements").size();
    if (statements != 1) {
      throw new UsageError("expected one statement, found " + statements);
    }
    List<String> asked = parsed.findValuesAsText("table_name");
    views.stream()
        .filter(view -> !view.exists() && asked.contains(view.name()))
        .forEach(view -> say.accept("nothing is archived yet in " + view.name()));
  }

  private JsonNode parsed(String sql) {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT json_serialize_sql(?::VARCHAR)")) {
      statement.setString(1, sql);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return JSON.readTree(row.getString(1));
      }
    } catch (SQLException e) {
      throw failed(e);
    } catch (JsonProcessingException e) {
      throw new UserError("DuckDB's parser gave no JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** The line of an error in a query of several lines. */
  private static String at(String sql, JsonNode parsed) {
    int position = parsed.path("position").asInt(-1);
    if (position < 0 || !sql.strip().contains("\n")) {
      return "";
    }
    byte[] utf8 = sql.getBytes(UTF_8);
    String before = new String(utf8, 0, Math.min(position, utf8.length), UTF_8);
    return " in line " + (1 + before.chars().filter(letter -> letter == '\n').count());
  }

  /** DuckDB's message in one line, without the excerpt of the query. */
  static String message(SQLException e) {
    String message = String.valueOf(e.getMessage());
    int cause = message.indexOf("\nError: ");
    if (cause >= 0) {
      message = message.substring(cause + "\nError: ".length());
    }
    int excerpt = message.indexOf("\n\nLINE ");
    return (excerpt >= 0 ? message.substring(0, excerpt) : message)
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .collect(joining(" "));
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      // nothing was written
    }
    try {
      FileTrees.delete(temporary);
    } catch (IOException e) {
      // a folder of temporary files stays; the system deletes it
    }
  }
}
