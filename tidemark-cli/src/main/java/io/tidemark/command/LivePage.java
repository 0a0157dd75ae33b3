package io.tidemark.command;

import io.tidemark.audit.Audit;
import io.tidemark.audit.AuditLook;
import io.tidemark.cli.UserError;
import io.tidemark.kafka.KafkaBroker;
import io.tidemark.kafka.TopicReader;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.page.ChartedWindows;
import io.tidemark.page.PageServer;
import io.tidemark.page.PageState;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;

/**
 * The live page of a stream: it shows each look of the stream's audits, one for each kind of
 * windows, and the rows of their topics. Audits are not for several threads, so whoever runs them
 * after {@link #start} calls {@link #takeAudits} first.
 */
final class LivePage implements AutoCloseable {
  /** Between two looks, which cost Druid two queries each. */
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final StreamDefinition definition;
  private final List<Audit> audits;
  private final KafkaBroker broker;
  private final List<ChartedWindows> rows = new ArrayList<>();
  private final List<TopicReader> readers = new ArrayList<>();
  private final List<PageState.Kind> kinds = new ArrayList<>();
  private final PageServer server;
  private final CountDownLatch stop = new CountDownLatch(1);
  private Thread looking;

  /**
   * Opens the page.
   *
   * @param audits one for each kind of windows, in the order of the definition
   * @param port 0 for any that is free
   * @throws UserError when it cannot listen there
   */
  LivePage(StreamDefinition definition, List<Audit> audits, Properties kafka, int port) {
    this.definition = definition;
    this.audits = audits;
    broker = new KafkaBroker(kafka);
    List<StreamDefinition> single = definition.single();
    for (int i = 0; i < single.size(); i++) {
      rows.add(new ChartedWindows(single.get(i)));
      readers.add(null);
      kinds.add(PipelineState.before(single.get(i), rows.get(i)));
      int kind = i;
      audits.get(i).onLook(look -> show(kind, look));
    }
    server = new PageServer(port, rows);
    publish(null);
  }

  URI address() {
    return server.address();
  }

  /** How many browsers follow. */
  int clients() {
    return server.clients();
  }

  /** Looks again and again in a thread of its own, until {@link #takeAudits}. */
  void start() {
    looking = new Thread(this::lookUntilStopped, "live page");
    looking.setDaemon(true);
    looking.start();
  }

  /** Looks in this thread while anybody watches, until it is stopped. */
  void watch(CountDownLatch until) throws InterruptedException {
    do {
      if (server.isWatched()) {
        look();
      }
    } while (!until.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
  }

  private void lookUntilStopped() {
    try {
      watch(stop);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    for (Audit audit : audits) {
      try {
        audit.run();
      } catch (UserError e) {
        publish(e.getMessage());
        return;
      } catch (RuntimeException e) {
        // a page that stands still must not look alive
        publish("the page cannot be filled: " + e);
        return;
      }
      if (stop.getCount() == 0) {
        return;
      }
    }
  }

  /** Ends the looks, and returns the audits to the caller; their looks are shown all the same. */
  List<Audit> takeAudits() {
    stop.countDown();
    if (looking != null) {
      try {
        looking.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new UserError("interrupted while the live page ends", e);
      }
    }
    return audits;
  }

  private synchronized void show(int kind, AuditLook look) {
    readRows(kind);
    kinds.set(kind, PipelineState.of(look, Instant.now(), rows.get(kind)));
    publish(null);
  }

  /** Reads the topic of the windows on; one that is away now is read at the next look. */
  private void readRows(int kind) {
    String topic = definition.single().get(kind).aggregated().topic();
    try {
      if (readers.get(kind) == null) {
        readers.set(kind, broker.reader(topic));
      }
      readers.get(kind).readOn(broker.topic(topic), record -> rows.get(kind).add(record.value()));
    } catch (UserError | KafkaException e) {
      if (readers.get(kind) != null) {
        readers.get(kind).close();
        readers.set(kind, null);
        // the next reader begins at the beginning of the topic
        rows.get(kind).clear();
      }
    }
  }

  /**
   * Shows that the last looks are final, and that the page ends.
   *
   * @param after the command that shows the stream from now on; null if there is nothing to show
   */
  synchronized void end(String after) {
    server.publish(new PageState(definition.name(), now(), true, after, null, List.copyOf(kinds)));
  }

  private synchronized void publish(String trouble) {
    server.publish(
        new PageState(definition.name(), now(), false, null, trouble, List.copyOf(kinds)));
  }

  private static long now() {
    return Instant.now().toEpochMilli();
  }

  @Override
  public void close() {
    takeAudits();
    server.close();
    readers.stream().filter(reader -> reader != null).forEach(TopicReader::close);
  }
}
