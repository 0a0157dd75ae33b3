package io.tidemark.lake;

import io.tidemark.cli.UserError;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types.NestedField;

/**
 * How the schema of a table must change so that a definition's rows fit. Columns are found by name;
 * none is dropped or renamed.
 *
 * @param added columns that the table lacks; rows that are there have no value of them
 * @param widened columns that get the type of the definition, to which Iceberg can promote theirs
 * @param relaxed columns that must have a value and need not have one any more
 * @param gone columns of the table that the definition does not have
 */
record SchemaChange(
    List<NestedField> added, List<NestedField> widened, List<String> relaxed, List<String> gone) {

  /**
   * Compares a table with a layout.
   *
   * @throws UserError when a column has another type and cannot be promoted, when another one
   *     differs in upper and lower case alone, or when the table is partitioned by a column that is
   *     gone
   */
  static SchemaChange between(Schema schema, PartitionSpec partitions, TableLayout layout) {
    SchemaChange change =
        new SchemaChange(
            new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (NestedField wanted : layout.schema().columns()) {
      NestedField found = schema.caseInsensitiveFindField(wanted.name());
      if (found == null) {
        change.added.add(wanted);
      } else {
        change.compare(found, wanted, layout);
      }
    }
    for (NestedField found : schema.columns()) {
      if (layout.schema().findField(found.name()) == null) {
        change.gone.add(found.name());
        if (found.isRequired()) {
          change.relaxed.add(found.name());
        }
      }
    }
    change.requirePartitions(schema, partitions, layout);
    return change;
  }

  private void compare(NestedField found, NestedField wanted, TableLayout layout) {
    if (!found.name().equals(wanted.name())) {
      throw new UserError(
          layout.fullName()
              + " has the column "
              + found.name()
              + ", and the definition "
              + wanted.name()
              + ", which differs in upper and lower case alone: write it as the table has it");
    }
    Type has = found.type();
    Type wants = wanted.type();
    if (!isPromotion(wants, has)) {
      if (!isPromotion(has, wants)) {
        throw new UserError(
            layout.fullName()
                + ": the column "
                + found.name()
                + " is "
                + has
                + ", the definition makes it "
                + wants
                + ", and Iceberg cannot convert it: give the field another name, or archive into"
                + " another lake (--lake)");
      }
      widened.add(wanted);
    }
    if (found.isRequired() && wanted.isOptional()) {
      relaxed.add(found.name());
    }
  }

  /** Whether each value of a type is one of another; also if they are equal. */
  private static boolean isPromotion(Type from, Type to) {
    return from.equals(to) || TypeUtil.isPromotionAllowed(from, to.asPrimitiveType());
  }

  private void requirePartitions(Schema schema, PartitionSpec partitions, TableLayout layout) {
    for (PartitionField field : partitions.fields()) {
      String source = schema.findColumnName(field.sourceId());
      if (gone.contains(source)) {
        throw new UserError(
            layout.fullName()
                + " is partitioned by "
                + source
                + ", which the definition no longer has: keep the field, or archive into another"
                + " lake (--lake)");
      }
    }
  }

  boolean isEmpty() {
    return added.isEmpty() && widened.isEmpty() && relaxed.isEmpty();
  }

  void applyTo(UpdateSchema update) {
    added.forEach(field -> update.addColumn(field.name(), field.type(), field.doc()));
    widened.forEach(field -> update.updateColumn(field.name(), field.type().asPrimitiveType()));
    relaxed.forEach(update::makeColumnOptional);
  }
}
