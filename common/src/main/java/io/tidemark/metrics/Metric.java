package io.tidemark.metrics;

/** All metrics that the project exposes to Prometheus; each has the label {@code stream}. */
public enum Metric {
  /** Readings, counted by the broker's acknowledgements. */
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
  /** From 0 to 1; absent when the length of a recording is unknown. */
  RUN_PROGRESS(
      "tidemark_run_progress_ratio",
      "How much of the run's event time has passed, or of its recording was read"),

  /** Requests, by status of the answer. */
  REQUESTS("tidemark_requests_total", "Requests that the gateway has answered", "status"),
  PENDING("tidemark_pending_bytes", "Bytes of readings that the broker has not acknowledged yet"),

  /** Records, heartbeats among them. */
  RECORDS_READ(
      "tidemark_records_read_total", "Records of the raw topic that were read by this process"),
  /** Rows, one per window and group. */
  WINDOWS_WRITTEN("tidemark_windows_written_total", "Rows for the aggregated topic"),
  DEAD_LETTERS("tidemark_dead_letters_total", "Records that went to the dead-letter topic"),
  /** Unix time; absent until event time has advanced it. */
  WATERMARK("tidemark_watermark_seconds", "Watermark of the last micro-batch, as Unix time"),
  /** Records; absent before the first micro-batch and while Kafka does not answer. */
  SOURCE_LAG(
      "tidemark_source_lag_records", "Records of the raw topic that no finished batch has read"),
  BATCH_DURATION(
      "tidemark_batch_duration_seconds", "How long the last micro-batch with records took"),
  /** Records per second; 0 while idle. */
  BATCH_RATE(
      "tidemark_batch_rows_per_second", "Records a second in the last micro-batch that had some"),
  STATE_ROWS("tidemark_state_rows", "Rows in the state of the aggregation"),
  STATE_MEMORY("tidemark_state_memory_bytes", "Memory that the state of the aggregation takes"),
  EPOCH("tidemark_epoch", "Number of the last micro-batch"),
  /** Of this process. */
  QUERY_RESTARTS(
      "tidemark_query_restarts_total",
      "How often a query was started again after a failure that can pass"),

  /** Rows, counted when they are committed. */
  LAKE_ROWS("tidemark_lake_rows_total", "Rows committed to a table of the lake", "table"),
  /** Absent before the first commit. */
  LAKE_COMMIT(
      "tidemark_lake_commit_seconds", "How long the last commit to the table of readings took"),

  /** Readings; for the dead-letter topic, records. */
  LAG("tidemark_lag_readings", "How far a station is behind the one before it", "station"),
  OPEN("tidemark_open_readings", "Readings in windows that the watermark has not closed"),
  LATE("tidemark_late_readings", "Readings missing in closed windows that can have been late"),
  /** Offsets, as Druid's supervisor or the table of the lake has them. */
  INGESTION_LAG(
      "tidemark_ingestion_lag_offsets",
      "Offsets of a topic that Druid's tasks, or the archive of the lake, have not read",
      "station"),
  /** 1 or 0, as Druid says; absent while the supervisor does not answer. */
  SUPERVISOR_HEALTHY(
      "tidemark_supervisor_healthy",
      "1 if a supervisor of Druid is healthy, 0 if it or its tasks fail again and again",
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

  /** The name of the metric in Prometheus. */
  public String title() {
    return title;
  }

  /** The help text. */
  String help() {
    return help;
  }

  /** The label that distinguishes its values, or null for a single value. */
  String label() {
    return label;
  }

  /** Whether it is a counter, which starts at 0 and only grows. */
  boolean isCounter() {
    return title.endsWith("_total");
  }
}
