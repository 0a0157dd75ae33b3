package io.tidemark.metrics;

/** Every number that a part of the project shows to Prometheus; all have the label stream. */
public enum Metric {
  /** Readings, by the broker's answers. */
  READINGS_SENT(
      "tidemark_readings_sent_total",
      "Readings that the broker has acknowledged, those with faults too"),
  READINGS_FAILED("tidemark_readings_failed_total", "Readings that the broker did not take"),
  /** Readings, by kind of fault; the kinds are the options of {@code generate}. */
  FAULTS(
      "tidemark_faults_total",
      "Readings that were sent with a fault on purpose, or recorded with one",
      "kind"),
  /** Unix time. */
  EVENT_TIME(
      "tidemark_event_time_seconds", "Event time of the last reading, faults aside, as Unix time"),
  /** From 0 to 1; not there where nobody knows how long a recording is. */
  RUN_PROGRESS(
      "tidemark_run_progress_ratio",
      "How much of the run's event time has passed, or of its recording was read"),

  /** Records, heartbeats among them. */
  RECORDS_READ(
      "tidemark_records_read_total", "Records of the raw topic that were read by this process"),
  /** Rows, one for each window and group. */
  WINDOWS_WRITTEN("tidemark_windows_written_total", "Rows for the aggregated topic"),
  DEAD_LETTERS("tidemark_dead_letters_total", "Records that went to the dead-letter topic"),
  /** Unix time; not there until event time has moved it. */
  WATERMARK("tidemark_watermark_seconds", "Watermark of the last micro-batch, as Unix time"),
  /** Records; not there before the first micro-batch and while Kafka does not answer. */
  SOURCE_LAG(
      "tidemark_source_lag_records", "Records of the raw topic that no finished batch has read"),
  BATCH_DURATION(
      "tidemark_batch_duration_seconds", "How long the last micro-batch with records took"),
  /** Records a second; 0 while there is nothing to do. */
  BATCH_RATE(
      "tidemark_batch_rows_per_second", "Records a second in the last micro-batch that had some"),
  STATE_ROWS("tidemark_state_rows", "Rows in the state of the aggregation"),
  STATE_MEMORY("tidemark_state_memory_bytes", "Memory that the state of the aggregation takes"),
  EPOCH("tidemark_epoch", "Number of the last micro-batch"),

  /** Readings, at the dead-letter topic records. */
  LAG("tidemark_lag_readings", "How far a station is behind the one before it", "station"),
  OPEN("tidemark_open_readings", "Readings in windows that the watermark has not closed"),
  LATE("tidemark_late_readings", "Readings missing in closed windows that can have been late"),
  /** Offsets, by the supervisor's own word. */
  INGESTION_LAG(
      "tidemark_ingestion_lag_offsets",
      "Offsets of a topic that Druid's tasks have not read",
      "station");

  private final String title;
  private final String help;
  private final String label;

  Metric(String title, String help) {
    this(title, help, null);
  }

  Metric(String title, String help, String label) {
    this.title = title;
    this.help = help;
    this.label = label;
  }

  /** The name by which Prometheus knows it. */
  public String title() {
    return title;
  }

  /** What it tells, in a few words. */
  String help() {
    return help;
  }

  /** The label that tells its numbers apart, or null when there is one number only. */
  String label() {
    return label;
  }

  /** Whether it only grows, from 0 at the start of the process. */
  boolean isCounter() {
    return title.endsWith("_total");
  }
}
