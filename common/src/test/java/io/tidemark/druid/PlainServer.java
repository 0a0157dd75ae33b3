package io.tidemark.druid;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** Answers whatever comes with 400, as Jetty answers what is no HTTP. */
final class PlainServer implements AutoCloseable {
  private static final byte[] ANSWER =
      "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.UTF_8);

  private final ServerSocket server;
  private final Thread thread = new Thread(this::serve);

  PlainServer() throws IOException {
    server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return server.getLocalPort();
  }

  private void serve() {
    try {
      while (!server.isClosed()) {
        try (Socket client = server.accept()) {
          client.getInputStream().read(new byte[1024]);
          client.getOutputStream().write(ANSWER);
        }
      }
    } catch (SocketException closed) {
      // the end
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
