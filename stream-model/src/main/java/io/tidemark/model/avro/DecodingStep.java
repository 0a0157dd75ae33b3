package io.tidemark.model.avro;

import io.tidemark.model.expression.Reading;

/** A part of a plan: reads one value of the record, or passes over it. */
@FunctionalInterface
interface DecodingStep {
  /**
   * @throws MalformedFrame when the record cannot be read
   */
  void read(AvroInput in, Reading into);
}
