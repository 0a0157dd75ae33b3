package io.tidemark.stack;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.tidemark.cli.UserError;
import io.tidemark.process.identity.ProcessId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The state file of a stack, with which another process can inspect and stop it.
 *
 * @param startedAt ISO 8601, UTC
 * @param owner the process that started the stack; it may have ended
 * @param kafka {@code 127.0.0.1:PORT}
 * @param druid the router's URL
 * @param secure the folder with the logins, or null for a stack without
 */
public record StackState(
    String startedAt,
    ProcessId owner,
    String kafka,
    String druid,
    String secure,
    List<Entry> services) {

  /** One service of the stack. */
  public record Entry(Service service, ProcessId process, String address, String log) {
    /** Whether the process runs and something listens at its address. */
    @JsonIgnore
    public boolean isUp() {
      int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
      return process.isAlive() && ServiceHealth.accepts(port);
    }
  }

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /**
   * The stack of a folder, if at least one of its services runs or it is being started. The state
   * file of a stack that has ended is removed.
   *
   * @throws UserError when the state file cannot be read
   */
  public static Optional<StackState> running(Path folder) {
    Path file = new StackFolder(folder).stateFile();
    try {
      if (Files.notExists(file)) {
        return Optional.empty();
      }
      StackState state = JSON.readValue(file.toFile(), StackState.class);
      if (state.isRunning()) {
        return Optional.of(state);
      }
      Files.deleteIfExists(file);
      return Optional.empty();
    } catch (JacksonException e) {
      throw new UserError(
          "the state file "
              + file
              + " is damaged: end the processes of the stack by hand, then delete"
              + " it",
          e);
    } catch (IOException e) {
      throw new UserError("cannot read the state file " + file + ": " + e.getMessage(), e);
    }
  }

  /** Writes the file atomically: a reader gets either the previous state or this one. */
  void write(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    JSON.writeValue(draft.toFile(), this);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Whether all services were started. */
  @JsonIgnore
  public boolean isComplete() {
    return services.stream().map(Entry::service).toList().containsAll(Service.ALWAYS);
  }

  private boolean isRunning() {
    return owner.isAlive() || services.stream().anyMatch(entry -> entry.process().isAlive());
  }

  /**
   * Stops the running services in order, and removes the state file. A process that only reuses a
   * recorded process id is not stopped.
   */
  public void stop(Path folder, Consumer<String> progress) {
    Map<Service, ProcessId> processes = new EnumMap<>(Service.class);
    services.forEach(entry -> processes.put(entry.service(), entry.process()));
    ServiceShutdown.inOrder(processes, progress);
    try {
      Files.deleteIfExists(new StackFolder(folder).stateFile());
    } catch (IOException e) {
      throw new UserError("cannot delete the state file: " + e.getMessage(), e);
    }
  }
}
