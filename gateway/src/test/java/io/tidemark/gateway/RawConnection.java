package io.tidemark.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;

/** A connection on which a test writes what it wants. */
final class RawConnection implements AutoCloseable {
  private final Socket socket;

  RawConnection(TestGateway gateway) throws IOException {
    URI address = URI.create(gateway.gateway.address());
    socket = new Socket(address.getHost(), address.getPort());
    socket.setSoTimeout(20_000);
  }

  RawConnection write(String text) throws IOException {
    return write(text.getBytes(ISO_8859_1));
  }

  RawConnection write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  /** Says that nothing more comes. */
  RawConnection end() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  /** All that the gateway writes until it closes the connection. */
  String read() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try {
      socket.getInputStream().transferTo(all);
    } catch (SocketException e) {
      // reset: what came before is the answer
    }
    return all.toString(ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
