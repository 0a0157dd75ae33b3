package io.tidemark.query;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * The answer to a query, read once from its first row to its last.
 *
 * @param columns the names of the columns
 * @param rows each with a value or null for every column: a number, a truth value, a {@link List}
 *     of such, or a text
 */
record QueryResult(List<String> columns, Iterator<List<Object>> rows) {
  QueryResult {
    columns = List.copyOf(columns);
  }

  /**
   * The answer of a database.
   *
   * @throws SQLException when the columns are not known; what fails later is a {@link Failure} of
   *     the iterator
   */
  static QueryResult of(ResultSet result) throws SQLException {
    ResultSetMetaData columns = result.getMetaData();
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      names.add(columns.getColumnLabel(i));
    }
    return new QueryResult(names, new ResultSetRows(result, names.size()));
  }

  /** An {@link SQLException} while rows are read. */
  static final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Failure(SQLException cause) {
      super(cause);
    }

    SQLException error() {
      return (SQLException) getCause();
    }
  }

  private static final class ResultSetRows implements Iterator<List<Object>> {
    private final ResultSet result;
    private final int width;
    private boolean isAtNext;
    private boolean hasNext;

    ResultSetRows(ResultSet result, int width) {
      this.result = result;
      this.width = width;
    }

    @Override
    public boolean hasNext() {
      if (!isAtNext) {
        try {
          hasNext = result.next();
        } catch (SQLException e) {
          throw new Failure(e);
        }
        isAtNext = true;
      }
      return hasNext;
    }

    @Override
    public List<Object> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      isAtNext = false;
      List<Object> row = new ArrayList<>(width);
      try {
        for (int i = 1; i <= width; i++) {
          row.add(ResultValue.of(result.getObject(i)));
        }
      } catch (SQLException e) {
        throw new Failure(e);
      }
      return row;
    }
  }
}
