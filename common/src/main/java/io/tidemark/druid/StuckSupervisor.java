package io.tidemark.druid;

import io.tidemark.cli.text.TerminalText;
import io.tidemark.druid.FailedTasks.Failure;
import io.tidemark.kafka.KafkaBroker;
import io.tidemark.kafka.ReadToEnds;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.record.RawDecoder;
import io.tidemark.model.row.RowReader;
import io.tidemark.model.row.UnreadableRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Finds the record on which the tasks of a supervisor fail again and again. Druid's reports name no
 * record, only the rows that a failed task had made of each partition. So the topic is read from
 * where the task began: the record comes after the last row, and not later than the next one.
 */
public final class StuckSupervisor {
  /** How many tasks that began at the same offsets must have failed. */
  private static final int REPEATED = 2;

  private static final int MOST_NAMED = 5;

  /** Characters of a message that are shown. */
  private static final int WIDTH = 240;

  private final StreamDefinition definition;
  private final KafkaBroker broker;
  private final FailedTasks tasks;

  public StuckSupervisor(StreamDefinition definition, KafkaBroker broker, DruidReader druid) {
    this.definition = definition;
    this.broker = broker;
    tasks = new FailedTasks(druid);
  }

  /** A record on which tasks may fail, and why it is no row. */
  record Suspect(int partition, long offset, String problem) {}

  /**
   * Explains why the tasks of a supervisor fail.
   *
   * @param failures of its tasks, the newest first
   * @return the record and, after the last semicolon, the command that skips it; empty unless the
   *     last one and another one began at the same offsets
   */
  public Optional<String> explain(String datasource, List<Failure> failures) {
    if (failures.size() < REPEATED) {
      return Optional.empty();
    }
    Failure last = failures.get(0);
    Map<Integer, Long> began = tasks.began(last.task());
    // tasks of other partitions may fail in between
    if (began.isEmpty()
        || failures.stream()
            .skip(1)
            .noneMatch(failure -> began.equals(tasks.began(failure.task())))) {
      return Optional.empty();
    }
    String what =
        "the tasks of the supervisor "
            + datasource
            + " fail again and again, the last was "
            + last.task()
            + ": "
            + TerminalText.harmless(last.error(), WIDTH);
    List<Suspect> suspects =
        tasks.rows(last.task()).map(rows -> suspects(datasource, began, rows)).orElse(List.of());
    if (suspects.isEmpty()) {
      return Optional.of(
          what + "; no record can be named, look at the log of the task in Druid's console");
    }
    return Optional.of(what + advice(datasource, suspects));
  }

  private String advice(String datasource, List<Suspect> suspects) {
    String records =
        suspects.stream()
            .limit(MOST_NAMED)
            .map(one -> "offset " + one.offset() + " of partition " + one.partition() + reason(one))
            .collect(Collectors.joining(", "));
    Suspect first = suspects.get(0);
    return "; in the topic "
        + datasource
        + (suspects.size() == 1 ? " the record is " : " the record is one of these: ")
        + records
        + "; the way past it is './tidemark skip --stream "
        + definition.name()
        + (datasource.equals(definition.raw().topic()) ? "" : " --datasource " + datasource)
        + " --partition "
        + first.partition()
        + " --offset "
        + first.offset()
        + "', which moves the supervisor past that record alone";
  }

  private static String reason(Suspect suspect) {
    return suspect.problem() == null
        ? ""
        : " (" + TerminalText.harmless(suspect.problem(), WIDTH) + ")";
  }

  private List<Suspect> suspects(String topic, Map<Integer, Long> began, Map<Integer, Long> rows) {
    List<Suspect> flawed = new ArrayList<>();
    List<Suspect> next = new ArrayList<>();
    try (Consumer<byte[], byte[]> consumer = broker.consumer()) {
      began.forEach(
          (partition, offset) -> {
            TopicPartition place = new TopicPartition(topic, partition);
            Search search = new Search(rows.getOrDefault(partition, 0L), problems(topic));
            read(consumer, place, offset, search);
            flawed.addAll(search.flawed);
            if (search.next != null) {
              next.add(search.next);
            }
          });
    } catch (KafkaException e) {
      throw broker.explain(e);
    }
    return flawed.isEmpty() ? next : flawed;
  }

  private static void read(
      Consumer<byte[], byte[]> consumer, TopicPartition place, long from, Search search) {
    consumer.assign(List.of(place));
    consumer.seek(place, Math.max(from, consumer.beginningOffsets(List.of(place)).get(place)));
    ReadToEnds reading = new ReadToEnds(consumer, consumer.endOffsets(List.of(place)));
    while (!reading.isDone() && search.next == null) {
      for (ConsumerRecord<byte[], byte[]> record : reading.poll()) {
        search.add(record);
      }
    }
  }

  /** Why a record becomes no row: null for a row, an empty text for a heartbeat. */
  private Function<ConsumerRecord<byte[], byte[]>, String> problems(String topic) {
    if (!topic.equals(definition.raw().topic())) {
      return rowProblems(topic);
    }
    RawDecoder decoder = new RawDecoder(definition.raw());
    Reading reading = definition.raw().newReading();
    return record -> {
      String problem = decoder.decode(record.value(), record.timestamp(), reading);
      return problem == null && reading.heartbeat() ? "" : problem;
    };
  }

  /** Of rows in JSON Druid's own reader decides, which is not asked here. */
  private Function<ConsumerRecord<byte[], byte[]>, String> rowProblems(String topic) {
    Optional<RowReader> rows =
        definition.aggregates().stream()
            .filter(windows -> windows.topic().equals(topic) && windows.isAvro())
            .findFirst()
            .map(RowReader::of);
    return record -> {
      if (record.value() == null) {
        return "no value";
      }
      try {
        if (rows.isPresent()) {
          rows.get().read(record.value());
        }
        return null;
      } catch (UnreadableRow e) {
        return e.getMessage();
      }
    };
  }

  /** The records between a row and the next one, in one partition. */
  static final class Search {
    private final Function<ConsumerRecord<byte[], byte[]>, String> problems;
    private final List<Suspect> flawed = new ArrayList<>();
    private long rowsLeft;
    private Suspect next;

    /**
     * @param rows how many rows the task had made
     * @param problems why a record becomes no row: null for a row, an empty text for a heartbeat
     */
    Search(long rows, Function<ConsumerRecord<byte[], byte[]>, String> problems) {
      rowsLeft = rows;
      this.problems = problems;
    }

    void add(ConsumerRecord<byte[], byte[]> record) {
      if (next != null) {
        return;
      }
      String problem = problems.apply(record);
      if (problem != null) {
        if (rowsLeft == 0 && !problem.isEmpty()) {
          flawed.add(new Suspect(record.partition(), record.offset(), problem));
        }
      } else if (rowsLeft > 0) {
        rowsLeft--;
      } else {
        next = new Suspect(record.partition(), record.offset(), null);
      }
    }

    List<Suspect> flawed() {
      return List.copyOf(flawed);
    }

    /** The next row; null before it comes. */
    Suspect next() {
      return next;
    }
  }
}
