package io.tidemark.spark.archive;

import java.io.Serializable;
import java.util.Iterator;
import org.apache.spark.sql.catalyst.InternalRow;

/** Makes the rows of a table from the records of a query, inside a task. */
interface RowDecoder extends Serializable {
  /** For a query whose rows are already those of the table. */
  RowDecoder NONE = rows -> rows;

  /**
   * @param records the rows of the query, each overwritten by the next
   * @return rows with the columns of the table in its order, each overwritten by the next
   */
  Iterator<InternalRow> decode(Iterator<InternalRow> records);
}
