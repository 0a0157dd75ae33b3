package io.tidemark.process.identity;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A process as a file names it, for those who read the file later, maybe on another machine.
 *
 * @param host the name of its machine
 */
public record RecordedProcess(ProcessId id, String host) {
  /** The name of the setting under which a journal names the process that writes it. */
  public static final String SETTING = "process";

  private static final Pattern TEXT = Pattern.compile("(\\d+) since (\\S+) on (.+)");

  public static RecordedProcess current() {
    return new RecordedProcess(ProcessId.current(), thisHost());
  }

  private static String thisHost() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }

  /**
   * The process that a journal names in its settings; empty for one without it.
   *
   * @param settings may be null
   */
  public static Optional<RecordedProcess> of(Map<String, String> settings) {
    return parse(settings == null ? null : settings.get(SETTING));
  }

  /**
   * Reads what {@link #text} gives; empty for anything else.
   *
   * @param text may be null
   */
  public static Optional<RecordedProcess> parse(String text) {
    Matcher parts = TEXT.matcher(text == null ? "" : text);
    return parts.matches()
        ? Optional.of(
            new RecordedProcess(
                new ProcessId(Long.parseLong(parts.group(1)), parts.group(2)), parts.group(3)))
        : Optional.empty();
  }

  /** {@code 4711 since 7c53da63-304a-411b-96a7-e3cdb7fbb193:3103392 on host}. */
  public String text() {
    return id.pid() + " since " + id.startedAt() + " on " + host;
  }

  /** Whether it was on this machine and runs no more. */
  public boolean hasEnded() {
    return host.equals(thisHost()) && !id.isAlive();
  }

  /** Whether it runs on this machine. */
  public boolean isRunning() {
    return host.equals(thisHost()) && id.isAlive();
  }
}
