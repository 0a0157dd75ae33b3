package io.tidemark.stack;

import io.tidemark.cli.KafkaOptions;
import io.tidemark.druid.DruidOption;
import io.tidemark.stack.secure.StackLogins;
import io.tidemark.stack.secure.StackRole;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * How clients reach the services of a stack.
 *
 * @param logins empty for a stack without
 */
record StackClients(StackPorts ports, Optional<StackLogins> logins) {

  KafkaOptions kafka(StackRole role) {
    Path file = logins.map(found -> found.kafkaProperties(role)).orElse(null);
    return new KafkaOptions(ports.kafka(), file);
  }

  /** The router's URL. */
  String router() {
    return (logins.isPresent() ? "https://" : "http://") + ports.address(Service.ROUTER);
  }

  /** Druid at its router. */
  DruidOption druid(StackRole role) {
    return new DruidOption(router(), config(role));
  }

  /** One service, without TLS unless it is the router. */
  DruidOption service(Service service, StackRole role) {
    return service == Service.ROUTER
        ? druid(role)
        : new DruidOption("http://" + ports.address(service), config(role));
  }

  /** A connection to a broker over TLS, if the stack is secured. */
  Socket toKafka(Socket plain, Service broker) throws IOException {
    if (logins.isEmpty()) {
      return plain;
    }
    SSLContext tls = druid(StackRole.ADMIN).login().sslContext();
    return tls.getSocketFactory().createSocket(plain, "127.0.0.1", ports.of(broker), true);
  }

  private Path config(StackRole role) {
    return logins.map(found -> found.druidConfig(role)).orElse(null);
  }
}
