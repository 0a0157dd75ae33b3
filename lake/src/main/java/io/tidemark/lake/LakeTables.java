package io.tidemark.lake;

import io.tidemark.cli.UserError;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;

/** The tables of streams in a catalog. A table may be used until this is closed. */
public final class LakeTables implements AutoCloseable {
  /** How often a change begins anew because another program has changed the table meanwhile. */
  private static final int ATTEMPTS = 10;

  private final Catalog catalog;

  public LakeTables(Catalog catalog) {
    this.catalog = catalog;
  }

  /**
   * Opens a table for rows of a definition: creates it if it is missing, and adds and widens the
   * columns that the definition has now. Nothing is done when it fits; several programs may call
   * this at once.
   *
   * @param say receives a line about columns that the definition no longer has; they stay
   * @throws UserError when the table belongs to another stream, or cannot be adapted
   */
  public Table prepare(TableLayout layout, Consumer<String> say) {
    Table table = find(layout).orElseGet(() -> create(layout));
    for (int attempt = 1; ; attempt++) {
      SchemaChange change = SchemaChange.between(table.schema(), table.spec(), layout);
      if (change.isEmpty() || adapt(table, change)) {
        if (!change.gone().isEmpty()) {
          say.accept(
              layout.fullName()
                  + " keeps columns that the definition does not have, and new rows have no value"
                  + " of them: "
                  + String.join(", ", change.gone()));
        }
        return table;
      }
      if (attempt == ATTEMPTS) {
        throw new UserError(
            layout.fullName()
                + " could not be adapted to the definition: other programs changed it "
                + ATTEMPTS
                + " times meanwhile; try again");
      }
      table.refresh();
    }
  }

  /**
   * Opens a table as it is; empty when there is none.
   *
   * @throws UserError when it belongs to another stream
   */
  public Optional<Table> find(TableLayout layout) {
    try {
      return Optional.of(ofItsStream(catalog.loadTable(layout.identifier()), layout));
    } catch (NoSuchTableException | NoSuchNamespaceException e) {
      return Optional.empty();
    }
  }

  /**
   * How many rows a table has; empty when there is none.
   *
   * @throws UserError when it belongs to another stream
   */
  public OptionalLong rows(TableLayout layout) {
    Optional<Table> table = find(layout);
    if (table.isEmpty()) {
      return OptionalLong.empty();
    }
    Snapshot now = table.get().currentSnapshot();
    return OptionalLong.of(
        now == null
            ? 0
            : Long.parseLong(now.summary().getOrDefault(SnapshotSummary.TOTAL_RECORDS_PROP, "0")));
  }

  /**
   * Drops a table with its files.
   *
   * @return false when there is none
   * @throws UserError when it belongs to another stream
   */
  public boolean drop(TableLayout layout) {
    return find(layout).isPresent() && catalog.dropTable(layout.identifier(), true);
  }

  private Table create(TableLayout layout) {
    TableIdentifier identifier = layout.identifier();
    createNamespace(identifier.namespace());
    try {
      return catalog.createTable(
          identifier, layout.schema(), layout.partitions(), layout.properties());
    } catch (AlreadyExistsException e) {
      return ofItsStream(catalog.loadTable(identifier), layout);
    }
  }

  private void createNamespace(Namespace namespace) {
    if (catalog instanceof SupportsNamespaces namespaces
        && !namespaces.namespaceExists(namespace)) {
      try {
        namespaces.createNamespace(namespace);
      } catch (AlreadyExistsException e) {
        // another program was faster
      }
    }
  }

  private static Table ofItsStream(Table table, TableLayout layout) {
    String stream = table.properties().get(TableLayout.STREAM);
    if (!layout.stream().equals(stream)) {
      throw new UserError(
          layout.fullName()
              + ": expected a table of stream "
              + layout.stream()
              + ", found "
              + (stream == null ? "one without " : "one of stream " + stream + " in ")
              + "the table property "
              + TableLayout.STREAM
              + ": rename that table, or use another lake (--lake)");
    }
    return table;
  }

  private static boolean adapt(Table table, SchemaChange change) {
    UpdateSchema update = table.updateSchema();
    change.applyTo(update);
    try {
      update.commit();
      return true;
    } catch (CommitFailedException e) {
      return false;
    }
  }

  @Override
  public void close() {
    if (catalog instanceof Closeable open) {
      try {
        open.close();
      } catch (IOException e) {
        throw new UncheckedIOException("cannot close the catalog", e);
      }
    }
  }
}
