package io.tidemark.generator.replay;

import java.io.IOException;

/** The records that a recording holds, one after the other. */
interface RecordedRecords {
  /** In place of a record that is longer than Kafka takes. */
  byte[] TOO_LONG = new byte[0];

  /** Nothing. */
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
   * The next record, as it is to be sent.
   *
   * @return null after the last; {@link #TOO_LONG} itself for one that cannot be sent; one of
   *     blanks alone, or of nothing, for an empty line
   * @throws IOException when the recording breaks off or cannot be read; all records before were
   *     returned
   */
  byte[] next() throws IOException;

  /** The line of the recording in which that record began, counted from 1. */
  long line();

  /** How many lines were read. */
  long lines();
}
