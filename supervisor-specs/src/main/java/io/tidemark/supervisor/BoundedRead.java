package io.tidemark.supervisor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A task of Druid that reads a part of one partition, publishes its rows and commits its end as the
 * supervisor's own tasks do, which have no given end.
 *
 * @param datasource is also the name of the topic
 * @param from the first offset, which must be the committed one
 * @param to the offset after the last one
 */
record BoundedRead(String datasource, int partition, long from, long to) {
  /**
   * The id of the task. It also names the segments of its rows, so that a second task of the same
   * read cannot publish rows of its own beside them.
   */
  String id() {
    return "index_kafka_" + datasource + "_" + partition + "_" + from + "_" + to;
  }

  /**
   * The task.
   *
   * @param supervisor its spec, as Druid returns it
   * @param attempt distinguishes the tasks of repeated reads
   */
  ObjectNode task(JsonNode supervisor, String attempt) {
    JsonNode spec = supervisor.path("spec");
    ObjectNode task = JsonNodeFactory.instance.objectNode().put("type", "index_kafka");
    task.put("id", id() + "_" + attempt);
    task.putObject("resource").put("availabilityGroup", id()).put("requiredCapacity", 1);
    task.set("dataSchema", spec.path("dataSchema"));
    ObjectNode tuning = spec.path("tuningConfig").deepCopy();
    task.set("tuningConfig", tuning.put("type", "KafkaTuningConfig"));
    ObjectNode io = task.putObject("ioConfig").put("type", "kafka");
    io.put("taskGroupId", 0).put("baseSequenceName", id()).put("useTransaction", true);
    JsonNode settings = spec.path("ioConfig");
    for (String name : new String[] {"consumerProperties", "pollTimeout", "inputFormat"}) {
      io.set(name, settings.path(name));
    }
    offsets(io.putObject("startSequenceNumbers").put("type", "start"), from)
        .putArray("exclusivePartitions");
    offsets(io.putObject("endSequenceNumbers").put("type", "end"), to);
    if (supervisor.path("context").isObject()) {
      task.set("context", supervisor.path("context"));
    }
    return task;
  }

  private ObjectNode offsets(ObjectNode numbers, long offset) {
    numbers.put("stream", datasource);
    numbers.putObject("partitionSequenceNumberMap").put(Integer.toString(partition), offset);
    return numbers;
  }
}
