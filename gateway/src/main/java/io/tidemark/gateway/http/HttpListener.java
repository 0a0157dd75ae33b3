package io.tidemark.gateway.http;

import io.tidemark.cli.UserError;
import java.io.IOException;
import java.time.Duration;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Listens for HTTP/1.1 with limits on headers, connections and silence. */
public final class HttpListener implements AutoCloseable {
  /** Threads never wait for a client or for Kafka, so few suffice. */
  private static final int THREADS = 8;

  private static final int CONNECTIONS = 1_000;
  private static final int HEADERS = 8 << 10;

  /** Read from a connection at once. Jetty's default is a quarter, for requests that are small. */
  private static final int INPUT = 32 << 10;

  private static final Duration SILENCE = Duration.ofSeconds(30);

  private final Server server;
  private final ServerConnector connector;

  /**
   * Opens the address.
   *
   * @param port 0 for any that is free
   * @param tls the certificate and its key, or null for HTTP without TLS
   * @throws UserError when it cannot listen there
   */
  public HttpListener(String host, int port, PemFiles tls, Handler handler) {
    QueuedThreadPool threads = new QueuedThreadPool(THREADS, 2);
    threads.setName("gateway");
    threads.setDaemon(true);
    server = new Server(threads);
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setRequestHeaderSize(HEADERS);
    configuration.setSendServerVersion(false);
    HttpConnectionFactory http = new HttpConnectionFactory(configuration);
    http.setInputBufferSize(INPUT);
    ConnectionFactory[] protocols = {http};
    if (tls != null) {
      configuration.addCustomizer(new SecureRequestCustomizer(false));
      SslContextFactory.Server certificate = new SslContextFactory.Server();
      certificate.setKeyStore(tls.load());
      certificate.setKeyStorePassword("");
      certificate.setSniRequired(false);
      protocols =
          new ConnectionFactory[] {new SslConnectionFactory(certificate, http.getProtocol()), http};
    }
    connector = new ServerConnector(server, null, null, null, 1, 1, protocols);
    connector.setHost(host);
    connector.setPort(port);
    connector.setIdleTimeout(SILENCE.toMillis());
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(CONNECTIONS, connector));
    server.setErrorHandler(new JsonErrors());
    server.setHandler(handler);
    start(host, port);
  }

  private void start(String host, int port) {
    try {
      server.start();
    } catch (IOException e) {
      close();
      throw new UserError(
          "--port: nothing can listen at "
              + host
              + ":"
              + port
              + " ("
              + e.getMessage()
              + "); name another one, or 0 for any that is free",
          e);
    } catch (Exception e) {
      close();
      throw new UserError("cannot start the HTTP server: " + e.getMessage(), e);
    }
  }

  /** The port on which it listens. */
  public int port() {
    return connector.getLocalPort();
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
