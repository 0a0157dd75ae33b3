package io.tidemark.model.ledger;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The acknowledged records of one run of the generator or of the gateway. The audit compares every
 * other station with it. The file is JSON with names in snake case.
 *
 * @param stream the definition's name
 * @param topicId the broker's id of the topic; a topic that is created again has another one
 * @param startedAt wall clock, ISO 8601
 * @param settings the options of the run, by name
 * @param interrupted whether the run was stopped before its duration was over
 * @param sent readings that the broker acknowledged, faulty ones included
 * @param failed readings that could not be delivered, as far as the producer knows
 * @param unknown those among them that may be in the topic all the same
 * @param heartbeats closing heartbeats, which are no readings
 * @param faults faulty readings that were sent, injected or recorded
 * @param filtered readings that do not fulfil the definition's condition, which no window counts
 * @param windows the expected content of the windows: without malformed readings and those of the
 *     far future, and of duplicates one alone when the definition deduplicates; by pane where
 *     several windows share a reading (see {@link PaneTotals})
 */
public record RunLedger(
    String stream,
    String topic,
    String topicId,
    String startedAt,
    String endedAt,
    Map<String, String> settings,
    boolean interrupted,
    long sent,
    long failed,
    Unknown unknown,
    long heartbeats,
    Faults faults,
    long filtered,
    List<PartitionEntry> partitions,
    List<WindowEntry> windows) {

  /**
   * The records of the run in a partition. Other writers' records may lie between the two offsets.
   *
   * @param firstOffset the first record's offset, heartbeats included
   * @param lastOffset the last record's offset, heartbeats included
   */
  public record PartitionEntry(int partition, long firstOffset, long lastOffset, long readings) {
    PartitionEntry plus(PartitionEntry other) {
      return new PartitionEntry(
          partition,
          Math.min(firstOffset, other.firstOffset),
          Math.max(lastOffset, other.lastOffset),
          readings + other.readings);
    }
  }

  /**
   * The readings of the run in a window.
   *
   * @param windowStart ISO 8601
   * @param sums the exact sum of each number that is measured, by field
   */
  public record WindowEntry(
      @JsonProperty("window_start") String windowStart,
      long readings,
      Map<String, BigDecimal> sums) {}

  /**
   * Faulty readings, injected or recorded, as the broker acknowledged them.
   *
   * @param outOfOrder behind a later one, and within the watermark
   * @param late behind a later one by more than the watermark and a window
   * @param duplicated sent once more, byte for byte; counts the second ones
   * @param farFuture with an event time years ahead
   * @param silentEntities entities that never reported; not readings
   * @param malformed how many of each kind
   */
  public record Faults(
      long outOfOrder,
      long late,
      long duplicated,
      long farFuture,
      long silentEntities,
      Map<String, Long> malformed) {
    /** The kind of a record of others that the job turns into a dead letter. */
    public static final String REPLAYED = "replayed";

    /** No faults. */
    public static final Faults NONE = new Faults(0, 0, 0, 0, 0, Map.of());

    Faults plus(Faults other) {
      return new Faults(
          outOfOrder + other.outOfOrder,
          late + other.late,
          duplicated + other.duplicated,
          farFuture + other.farFuture,
          silentEntities + other.silentEntities,
          sum(malformed, other.malformed));
    }

    /** Readings that can be in no window: dead letters. */
    public long dead() {
      return farFuture + malformed.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /**
   * Readings that the producer gave up after it had handed them to the network, or may have: the
   * broker may have written them without an answer that arrived.
   *
   * @param dead those among them that would be dead letters
   * @param filtered those among them that do not fulfil the definition's condition
   * @param partitions their number by partition, as far as it was chosen
   * @param windows those that windows would count
   */
  public record Unknown(
      long readings,
      long dead,
      long filtered,
      Map<Integer, Long> partitions,
      List<WindowEntry> windows) {
    /** The outcome of every reading is known. */
    public static final Unknown NONE = new Unknown(0, 0, 0, Map.of(), List.of());
  }

  private static final String FILTERED = "filtered";
  private static final String UNKNOWN = "unknown";

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  private static final ObjectWriter LINE =
      JSON.writer().without(SerializationFeature.INDENT_OUTPUT);

  /**
   * Writes the ledger atomically: a reader never finds an incomplete file.
   *
   * @throws UncheckedIOException when the file cannot be written
   */
  public void write(Path file) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      Files.createDirectories(folder);
      Path part = Files.createTempFile(folder, file.getFileName().toString(), ".part");
      try {
        write(part, JSON.writer());
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The ledger of both parts of a run.
   *
   * @param later what came after this
   */
  public RunLedger plus(RunLedger later) {
    return new LedgerSum(this).add(later).ledger();
  }

  private static <K extends Comparable<K>> Map<K, Long> sum(Map<K, Long> one, Map<K, Long> other) {
    Map<K, Long> sum = new TreeMap<>(one);
    other.forEach((kind, number) -> sum.merge(kind, number, Long::sum));
    return sum;
  }

  /** The ledger as one line of JSON. */
  String toLine() throws IOException {
    return LINE.writeValueAsString(this);
  }

  /** Writes the ledger as one line of JSON to a file, without the whole text in memory. */
  void writeLine(Path file) throws IOException {
    write(file, LINE);
  }

  private void write(Path file, ObjectWriter json) throws IOException {
    try (Writer out = Files.newBufferedWriter(file)) {
      json.without(JsonGenerator.Feature.AUTO_CLOSE_TARGET).writeValue(out, this);
      out.write('\n');
    }
  }

  /**
   * Reads what {@link #toLine} gives.
   *
   * @throws IOException when it is something else
   */
  static RunLedger ofLine(String line) throws IOException {
    return ofTree(JSON.readTree(line));
  }

  /**
   * Writes the ledger to a file of its own: the name has the stream and the start of the run.
   *
   * @return the file
   * @throws UncheckedIOException when it cannot be written
   */
  public Path writeInto(Path folder) {
    Path file = folder.resolve(fileName(stream, startedAt) + ".json");
    write(file);
    return file;
  }

  /**
   * The name of the file of a run, without its ending.
   *
   * @param startedAt wall clock, ISO 8601
   */
  static String fileName(String stream, String startedAt) {
    return stream + "-" + startedAt.replace(":", "").replace("-", "");
  }

  /**
   * Reads a ledger.
   *
   * @throws IOException when the file cannot be read or is not a ledger
   */
  public static RunLedger read(Path file) throws IOException {
    try {
      return ofTree(JSON.readTree(Files.readString(file)));
    } catch (JsonProcessingException e) {
      throw new IOException("not a run ledger: " + e.getOriginalMessage(), e);
    }
  }

  /** Adds what earlier versions did not write. */
  private static RunLedger ofTree(JsonNode ledger) throws IOException {
    if (!(ledger instanceof ObjectNode members)) {
      throw new IOException("not a run ledger: expected a JSON object");
    }
    if (!members.has(FILTERED)) {
      members.put(FILTERED, 0);
    }
    if (!members.has(UNKNOWN)) {
      members.set(UNKNOWN, JSON.valueToTree(Unknown.NONE));
    }
    return JSON.treeToValue(members, RunLedger.class);
  }
}
