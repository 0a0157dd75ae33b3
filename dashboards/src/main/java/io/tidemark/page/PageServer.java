package io.tidemark.page;

import io.tidemark.cli.UserError;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * Serves the live page on loopback: {@code /}, its files, {@code /events} (Server-Sent Events, one
 * {@link PageState} each), {@code /state.json} (the last one), {@code /series.json} and {@code
 * /places.json}. The protocol of events is that of the <a
 * href="https://html.spec.whatwg.org/multipage/server-sent-events.html">HTML standard</a>.
 */
public final class PageServer implements AutoCloseable {
  private static final String HOST = "127.0.0.1";

  /** Threads never wait for a browser, so few suffice. */
  private static final int THREADS = 6;

  private static final int CONNECTIONS = 250;

  /** A browser that takes nothing for so long is disconnected. */
  private static final Duration SILENCE = Duration.ofSeconds(30);

  /** Between two comments, which keep connections open while a look takes long. */
  private static final Duration COMMENTS = Duration.ofSeconds(10);

  /** How long the last event, and what belongs to it, may take to reach all browsers. */
  private static final Duration TO_END = Duration.ofSeconds(2);

  private final Server server;
  private final PageHandler handler;
  private final URI address;

  /**
   * Opens the address.
   *
   * @param port 0 for any that is free
   * @param rows one for each kind of windows
   * @throws UserError when it cannot listen there
   */
  public PageServer(int port, List<ChartedWindows> rows) {
    QueuedThreadPool threads = new QueuedThreadPool(THREADS, 2);
    threads.setName("page");
    threads.setDaemon(true);
    server = new Server(threads);
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    ServerConnector connector =
        new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration));
    connector.setHost(HOST);
    connector.setPort(port);
    connector.setIdleTimeout(SILENCE.toMillis());
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(CONNECTIONS, connector));
    handler = new PageHandler(rows);
    server.setHandler(handler);
    try {
      server.start();
    } catch (IOException e) {
      stop();
      throw new UserError(
          "the live page cannot listen at "
              + HOST
              + ":"
              + port
              + " ("
              + e.getMessage()
              + "); name another port, or 0 for any that is free",
          e);
    } catch (Exception e) {
      stop();
      throw new UserError("cannot start the live page: " + e.getMessage(), e);
    }
    address = URI.create("http://" + HOST + ":" + connector.getLocalPort());
    keepAliveFromNowOn();
  }

  /** Where the page is. */
  public URI address() {
    return address;
  }

  /** Shows a state. */
  public void publish(PageState state) {
    handler.publish(state);
  }

  private void keepAliveFromNowOn() {
    handler.keepAlive();
    server
        .getScheduler()
        .schedule(this::keepAliveFromNowOn, COMMENTS.toSeconds(), TimeUnit.SECONDS);
  }

  /** Sends a comment to each browser. */
  void keepAlive() {
    handler.keepAlive();
  }

  /** Whether anybody wants to see states: a browser follows, or a program asked not long ago. */
  public boolean isWatched() {
    return handler.isWatched(SILENCE);
  }

  /** How many browsers follow. */
  public int clients() {
    return handler.clients();
  }

  /** Lets the browsers take the last state, and closes the address. */
  @Override
  public void close() {
    handler.awaitComplete(TO_END);
    handler.end();
    handler.awaitEnd(TO_END);
    stop();
  }

  private void stop() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
