package io.tidemark.process;

import io.tidemark.cli.UserError;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The gateway as a child process on this machine. */
public final class GatewayProgram implements AutoCloseable {
  /** More than the gateway gives Kafka at its end. */
  private static final Duration TO_STOP = Duration.ofSeconds(20);

  private static final Pattern ADDRESS = Pattern.compile("readings at (\\S+)/log, .*");

  private final ChildProcess process;
  private final URI address;

  private GatewayProgram(ChildProcess process, URI address) {
    this.process = process;
    this.address = address;
  }

  /**
   * Starts it and waits until it listens.
   *
   * @param arguments of {@code ./tidemark gateway}
   * @param errors where its messages go
   * @throws UserError when it is not built, or ends before it listens
   */
  public static GatewayProgram start(List<String> arguments, Redirect errors) {
    List<String> all = new ArrayList<>(List.of("gateway"));
    all.addAll(arguments);
    ChildProcess process =
        ChildProcess.start(
            "the gateway", ChildProgram.tidemark(all).redirectError(errors), TO_STOP);
    String line;
    try {
      line = process.output().readLine();
    } catch (IOException e) {
      process.close();
      throw new UserError("the gateway did not start: " + e.getMessage(), e);
    }
    Matcher found = ADDRESS.matcher(line == null ? "" : line);
    if (!found.matches()) {
      process.close();
      throw new UserError(
          "the gateway did not start; see its messages"
              + (errors.file() == null ? " above" : " in " + errors.file()));
    }
    return new GatewayProgram(process, URI.create(found.group(1)));
  }

  /** Where it listens, such as {@code http://127.0.0.1:8090}. */
  public URI address() {
    return address;
  }

  /** Its process. */
  public ChildProcess process() {
    return process;
  }

  /** Ends it in order: it waits for Kafka's acknowledgements and writes its ledger. */
  @Override
  public void close() {
    process.close();
  }
}
