package io.tidemark.audit.topic;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.record.RawDecoder;
import java.util.List;
import java.util.OptionalLong;

/** Reads raw records as the other definitions of a stream do. Not thread-safe. */
final class OtherLayouts {
  private record Layout(RawDecoder decoder, Reading reading, int time) {
    Layout(StreamDefinition.Raw raw) {
      this(new RawDecoder(raw), raw.newReading(), raw.indexOf(raw.time()));
    }

    boolean reads(byte[] value, long timestamp) {
      return decoder.decode(value, timestamp, reading) == null;
    }
  }

  private final List<Layout> layouts;

  OtherLayouts(List<StreamDefinition.Raw> layouts) {
    this.layouts = layouts.stream().map(Layout::new).toList();
  }

  /** Whether some other definition cannot read a record. */
  boolean refuse(byte[] value, long timestamp) {
    for (Layout layout : layouts) {
      if (!layout.reads(value, timestamp)) {
        return true;
      }
    }
    return false;
  }

  /** The event time of a reading that some other definition reads; epoch milliseconds. */
  OptionalLong time(byte[] value, long timestamp) {
    for (Layout layout : layouts) {
      if (layout.reads(value, timestamp) && !layout.reading.heartbeat()) {
        return OptionalLong.of(layout.reading.number(layout.time));
      }
    }
    return OptionalLong.empty();
  }
}
