package io.tidemark.spark.window;

import static org.apache.spark.sql.functions.udf;

import java.util.Base64;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.TgtHllType;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;

/** Encodes sketches for the aggregated records: their bytes in base64, as Druid reads them. */
final class SketchEncoding {
  private SketchEncoding() {}

  /** A HyperLogLog sketch in its smallest form, four bits a register. */
  static Column hll(Column sketch) {
    UDF1<byte[], byte[]> smallest =
        bytes ->
            bytes == null
                ? null
                : HllSketch.heapify(bytes).copyAs(TgtHllType.HLL_4).toCompactByteArray();
    return inOneLine(udf(smallest, DataTypes.BinaryType).apply(sketch));
  }

  static Column kll(Column sketch) {
    return inOneLine(sketch);
  }

  /** Base64 without line breaks; Spark's function breaks lines after 76 characters (MIME). */
  private static Column inOneLine(Column bytes) {
    UDF1<byte[], String> text =
        found -> found == null ? null : Base64.getEncoder().encodeToString(found);
    return udf(text, DataTypes.StringType).apply(bytes);
  }
}
