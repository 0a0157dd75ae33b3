package io.tidemark.model.ledger;

import io.tidemark.model.ledger.RunLedger.PartitionEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The records of a run that the broker has acknowledged, by partition; a topic may get more
 * partitions during the run. One thread writes it; others may read it only after they have waited
 * for that thread.
 */
public final class Acknowledgements {
  private static final class Account {
    private long first = -1;
    private long last = -1;
    private long readings;
  }

  private Account[] accounts = {};

  /** Adds a reading. */
  public void reading(int partition, long offset) {
    record(partition, offset);
    accounts[partition].readings++;
  }

  /**
   * Adds readings that are one behind the other.
   *
   * @param count 1 or more
   */
  public void readings(int partition, long firstOffset, int count) {
    record(partition, firstOffset);
    record(partition, firstOffset + count - 1);
    accounts[partition].readings += count;
  }

  /** Adds a record that is no reading: a heartbeat. */
  public void record(int partition, long offset) {
    if (partition >= accounts.length) {
      int before = accounts.length;
      accounts = Arrays.copyOf(accounts, Math.max(partition + 1, 2 * before));
      Arrays.setAll(accounts, place -> place < before ? accounts[place] : new Account());
    }
    Account account = accounts[partition];
    account.first = account.first < 0 ? offset : Math.min(account.first, offset);
    account.last = Math.max(account.last, offset);
  }

  /** Adds all of another part of the same run. */
  public void add(Acknowledgements other) {
    for (int partition = 0; partition < other.accounts.length; partition++) {
      Account from = other.accounts[partition];
      if (from.last >= 0) {
        record(partition, from.first);
        record(partition, from.last);
        accounts[partition].readings += from.readings;
      }
    }
  }

  /** The partitions that have records. */
  public List<PartitionEntry> entries() {
    List<PartitionEntry> entries = new ArrayList<>();
    for (int partition = 0; partition < accounts.length; partition++) {
      Account account = accounts[partition];
      if (account.last >= 0) {
        entries.add(new PartitionEntry(partition, account.first, account.last, account.readings));
      }
    }
    return entries;
  }
}
