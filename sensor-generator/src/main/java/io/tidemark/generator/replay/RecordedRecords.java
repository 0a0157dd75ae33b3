package io.tidemark.generator.replay;

import java.io.IOException;

/** The records of a recording, in order. */
interface RecordedRecords {
  /** The marker for a record that exceeds Kafka's size limit. */
  byte[] TOO_LONG = new byte[0];

  /** No records. */
  RecordedRecords NONE =
      new RecordedRecords() {
        @Override
        public byte[] next() {
          return null;
        }

        @Override
        public long line() {
          return 0;
        }

        @Override
        public long lines() {
          return 0;
        }
      };

  /**
   * The next record, in the form to send.
   *
   * @return null after the last record; {@link #TOO_LONG} itself for a record that cannot be sent;
   *     an empty or blank record for an empty line
   * @throws IOException when the recording is truncated or unreadable; all earlier records were
   *     returned
   */
  byte[] next() throws IOException;

  /**
   * The problem of the last record, if it is known before decoding.
   *
   * @return null when the decoder finds out
   */
  default String problem() {
    return null;
  }

  /** The line of the recording in which the last record begins, counted from 1. */
  long line();

  /** The number of lines that were read. */
  long lines();
}
