package io.tidemark.benchmarks.kstreams;

import io.tidemark.model.definition.AggregateFunction;
import io.tidemark.model.definition.FieldType;
import io.tidemark.model.definition.Measure;
import io.tidemark.model.definition.StreamDefinition;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * The layout of a window's state for a definition's measures: initial state, update and
 * serialization.
 */
final class WindowShape {
  private final List<Measure> measures;
  private final AggregateFunction[] functions;
  private final int[] fields;
  private final boolean[] text;

  /**
   * The index of each measure's number; for first and last, the event time is at the next index.
   */
  private final int[] slots;

  private final int time;
  private final int length;

  WindowShape(StreamDefinition definition) {
    measures = definition.aggregated().measures();
    functions = measures.stream().map(Measure::function).toArray(AggregateFunction[]::new);
    time = definition.raw().indexOf(definition.raw().time());
    fields = new int[functions.length];
    text = new boolean[functions.length];
    slots = new int[functions.length];
    int next = 1;
    for (int i = 0; i < functions.length; i++) {
      Measure measure = measures.get(i);
      slots[i] = next;
      if (measure.field() != null) {
        fields[i] = definition.raw().indexOf(measure.field());
        text[i] = measure.field().type() == FieldType.STRING;
        next += hasTime(functions[i]) ? 2 : 1;
      }
    }
    length = next;
  }

  private static boolean hasTime(AggregateFunction function) {
    return function == AggregateFunction.FIRST || function == AggregateFunction.LAST;
  }

  WindowState empty() {
    return new WindowState(new long[length], new String[functions.length]);
  }

  long number(WindowState state, int measure) {
    return state.numbers()[slots[measure]];
  }

  /**
   * @throws ArithmeticException when a sum has more than 64 bits
   */
  WindowState add(RawValues reading, WindowState state) {
    if (reading.heartbeat()) {
      return state;
    }
    long[] numbers = state.numbers();
    boolean first = numbers[0]++ == 0;
    for (int i = 0; i < functions.length; i++) {
      if (functions[i] == AggregateFunction.COUNT) {
        continue;
      }
      int slot = slots[i];
      if (functions[i] == AggregateFunction.SUM || functions[i] == AggregateFunction.AVG) {
        numbers[slot] = Math.addExact(numbers[slot], reading.numbers()[fields[i]]);
      } else if (first || replaces(i, reading, state)) {
        numbers[slot] = reading.numbers()[fields[i]];
        state.texts()[i] = reading.texts()[fields[i]];
        if (hasTime(functions[i])) {
          numbers[slot + 1] = reading.numbers()[time];
        }
      }
    }
    return state;
  }

  private boolean replaces(int measure, RawValues reading, WindowState state) {
    int slot = slots[measure];
    int field = fields[measure];
    int byTime =
        hasTime(functions[measure])
            ? Long.compare(reading.numbers()[time], state.numbers()[slot + 1])
            : 0;
    int order =
        byTime != 0
            ? byTime
            : text[measure]
                ? compare(reading.texts()[field], state.texts()[measure])
                : Long.compare(reading.numbers()[field], state.numbers()[slot]);
    return switch (functions[measure]) {
      case MIN, FIRST -> order < 0;
      case MAX, LAST -> order > 0;
      case COUNT, COUNT_VALUES, SUM, AVG, STDDEV, DISTINCT, QUANTILES ->
          throw new IllegalStateException(functions[measure] + " replaces nothing");
    };
  }

  /** Compares by UTF-8 bytes, as the job does; {@code compareTo} compares UTF-16 code units. */
  private static int compare(String one, String other) {
    return Arrays.compareUnsigned(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }

  Serde<WindowState> serde() {
    return Serdes.serdeFrom((topic, state) -> bytes(state), (topic, bytes) -> state(bytes));
  }

  private byte[] bytes(WindowState state) {
    byte[][] texts = new byte[functions.length][];
    int size = length * Long.BYTES;
    for (int i = 0; i < texts.length; i++) {
      if (text[i]) {
        texts[i] =
            state.texts()[i] == null
                ? new byte[0]
                : state.texts()[i].getBytes(StandardCharsets.UTF_8);
        size += Integer.BYTES + texts[i].length;
      }
    }
    ByteBuffer buffer = ByteBuffer.allocate(size);
    for (long number : state.numbers()) {
      buffer.putLong(number);
    }
    for (int i = 0; i < texts.length; i++) {
      if (text[i]) {
        buffer.putInt(texts[i].length).put(texts[i]);
      }
    }
    return buffer.array();
  }

  private WindowState state(byte[] bytes) {
    if (bytes == null) {
      return null;
    }
    WindowState state = empty();
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    for (int i = 0; i < length; i++) {
      state.numbers()[i] = buffer.getLong();
    }
    for (int i = 0; i < functions.length; i++) {
      if (text[i]) {
        byte[] utf8 = new byte[buffer.getInt()];
        buffer.get(utf8);
        state.texts()[i] = new String(utf8, StandardCharsets.UTF_8);
      }
    }
    return state;
  }
}
