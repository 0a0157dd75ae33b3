package io.tidemark.bench.gateway;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A connection to a gateway that sends a request and waits for its answer. It does no more than
 * HTTP/1.1 needs, because it shares the cores with what is measured.
 */
final class LogConnection implements AutoCloseable {
  private static final int BUFFER = 1 << 14;
  private static final Pattern LENGTH =
      Pattern.compile("\r\nContent-Length: *(\\d+)\r\n", Pattern.CASE_INSENSITIVE);

  private final Socket socket;
  private final OutputStream out;
  private final InputStream in;
  private final String head;
  private final byte[] answer = new byte[BUFFER];

  private LogConnection(Socket socket, String head) throws IOException {
    this.socket = socket;
    this.head = head;
    out = new BufferedOutputStream(socket.getOutputStream(), BUFFER);
    in = socket.getInputStream();
  }

  /**
   * @param gateway such as {@code http://127.0.0.1:8090}
   */
  static LogConnection open(URI gateway) throws IOException {
    Socket socket = new Socket(InetAddress.getByName(gateway.getHost()), gateway.getPort());
    socket.setTcpNoDelay(true);
    return new LogConnection(
        socket,
        "POST /log HTTP/1.1\r\nHost: "
            + gateway.getAuthority()
            + "\r\nContent-Type: application/x-ndjson\r\nContent-Length: ");
  }

  /**
   * Posts a body of lines.
   *
   * @throws IOException when the answer is not 200
   */
  void post(byte[] lines, int from, int length) throws IOException {
    out.write((head + length + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
    out.write(lines, from, length);
    out.flush();
    int read = 0;
    while (!isWhole(read)) {
      int more = read == answer.length ? -1 : in.read(answer, read, answer.length - read);
      if (more < 0) {
        throw new IOException("the answer breaks off: " + text(read));
      }
      read += more;
    }
    if (!text(read).startsWith("HTTP/1.1 200 ")) {
      throw new IOException("expected an answer with 200, found " + text(read));
    }
  }

  private boolean isWhole(int read) {
    String text = text(read);
    int end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      return false;
    }
    Matcher length = LENGTH.matcher(text);
    return length.find() && read >= end + 4 + Integer.parseInt(length.group(1));
  }

  private String text(int read) {
    return new String(answer, 0, read, StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
