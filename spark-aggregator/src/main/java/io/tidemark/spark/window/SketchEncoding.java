package io.tidemark.spark.window;

import static org.apache.spark.sql.functions.udf;

import java.util.Base64;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.TgtHllType;
import org.apache.datasketches.kll.KllDoublesSketch;
import org.apache.datasketches.memory.Memory;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;

/**
 * Encodes sketches for the aggregated records: their bytes in base64, as Druid reads them. The
 * sketch of a window without values is empty; it is null in a record, as every other measure is.
 */
final class SketchEncoding {
  private SketchEncoding() {}

  /** A HyperLogLog sketch in its smallest form, four bits a register. */
  static Column hll(Column sketch) {
    return inOneLine(
        sketch,
        bytes -> {
          HllSketch values = HllSketch.heapify(bytes);
          return values.isEmpty() ? null : values.copyAs(TgtHllType.HLL_4).toCompactByteArray();
        });
  }

  static Column kll(Column sketch) {
    return inOneLine(
        sketch, bytes -> KllDoublesSketch.wrap(Memory.wrap(bytes)).isEmpty() ? null : bytes);
  }

  /** Base64 without line breaks; Spark's function breaks lines after 76 characters (MIME). */
  private static Column inOneLine(Column sketch, UDF1<byte[], byte[]> encoding) {
    UDF1<byte[], String> text =
        bytes -> {
          byte[] encoded = bytes == null ? null : encoding.call(bytes);
          return encoded == null ? null : Base64.getEncoder().encodeToString(encoded);
        };
    return udf(text, DataTypes.StringType).apply(sketch);
  }
}
