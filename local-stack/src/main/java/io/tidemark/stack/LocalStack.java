package io.tidemark.stack;

import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import io.tidemark.cli.KafkaOptions;
import io.tidemark.cli.UserError;
import io.tidemark.druid.DruidOption;
import io.tidemark.process.AvailableMemory;
import io.tidemark.process.ClassPath;
import io.tidemark.process.FileTrees;
import io.tidemark.process.ProjectRoot;
import io.tidemark.process.identity.ProcessId;
import io.tidemark.shutdown.ShutdownSequence;
import io.tidemark.shutdown.ShutdownStep;
import io.tidemark.stack.secure.DruidLogins;
import io.tidemark.stack.secure.KafkaLogins;
import io.tidemark.stack.secure.SecurityExtension;
import io.tidemark.stack.secure.StackLogins;
import io.tidemark.stack.secure.StackRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Kafka, ZooKeeper and Druid on this machine, and a schema registry where it is wanted. Each
 * service is a separate JVM that listens on 127.0.0.1 only. The stack ends with {@link #close()} or
 * with this JVM, unless it is {@linkplain #detach() detached}.
 */
public final class LocalStack implements AutoCloseable {
  private static final Duration READY_LIMIT = Duration.ofMinutes(5);
  private static final Duration POLL = Duration.ofMillis(200);

  private final StackFolder folder;
  private final StackPorts ports;
  private final Optional<StackLogins> logins;
  private final StackClients clients;
  private final ServiceHealth health;
  private final Optional<Path> console;
  private final Consumer<String> progress;
  private final Instant startedAt = Instant.now();
  private StackConfiguration configuration;
  private final Map<Service, ServiceProcess> processes = new EnumMap<>(Service.class);
  private final ShutdownStep step;
  private boolean closed;

  private LocalStack(
      StackFolder folder,
      StackPorts ports,
      Optional<StackLogins> logins,
      Optional<Path> console,
      Consumer<String> progress) {
    this.folder = folder;
    this.ports = ports;
    this.logins = logins;
    this.clients = new StackClients(ports, logins);
    this.health = new ServiceHealth(ports, clients);
    this.console = console;
    this.progress = progress;
    step =
        ShutdownSequence.ofThisProcess()
            .add("stopping the local stack", ServiceShutdown.LIMIT, this::stop);
  }

  /**
   * Starts all services and returns when they are ready. The folders {@code conf}, {@code data} and
   * {@code logs} of the stack are wiped first, so a stack always starts empty.
   *
   * @param progress receives one line for each step
   * @throws UserError when a stack already runs from the folder, a port is taken, memory is short,
   *     the jars are missing, or a service ends or is not ready within five minutes; all started
   *     services are then stopped
   */
  public static LocalStack start(StackSettings settings, Consumer<String> progress) {
    List<Service> wanted = new ArrayList<>(Service.ALWAYS);
    if (settings.registryPort().isPresent()) {
      wanted.add(Service.REGISTRY);
    }
    return start(settings, wanted, progress);
  }

  /**
   * Starts Kafka alone, for measurements without load from other services.
   *
   * @throws UserError as {@link #start(StackSettings, Consumer)} does
   */
  public static LocalStack startKafka(StackSettings settings, Consumer<String> progress) {
    return start(settings, List.of(Service.KAFKA), progress);
  }

  private static LocalStack start(
      StackSettings settings, List<Service> wanted, Consumer<String> progress) {
    Path root = ProjectRoot.current();
    ClassPath kafkaJars = ClassPath.ofKafka(root);
    ClassPath druidJars = ClassPath.ofDruid(root);
    StackFolder folder = new StackFolder(settings.folder());
    if (StackState.running(folder.root()).isPresent()) {
      throw new UserError(
          "a local stack runs already from " + folder.root() + ": run ./tidemark down first");
    }
    StackPorts ports = StackPorts.choose(settings);
    AvailableMemory.requireEnough(
        AvailableMemory.NEEDED + (settings.brokers() - 1) * AvailableMemory.OF_A_BROKER);
    Optional<Path> registry =
        wanted.contains(Service.REGISTRY)
            ? Optional.of(RegistryInstallation.of(root).obtain(progress))
            : Optional.empty();
    Optional<Path> console = WebConsole.of(root).ifBuilt();
    ClassPath druid = console.map(druidJars::and).orElse(druidJars);
    Optional<StackLogins> logins = Optional.empty();
    if (settings.secure()) {
      druid =
          druid.and(new SecurityExtension(root, FileTrees.userCache(), druidJars).obtain(progress));
      logins = Optional.of(StackLogins.in(folder.secure(), progress));
    }
    LocalStack stack = new LocalStack(folder, ports, logins, console, progress);
    try {
      stack.saveState();
      folder.wipe();
      stack.configuration =
          new StackConfiguration(
              folder, ports, new StackConfiguration.Programs(kafkaJars, druid, registry), logins);
      stack.startAll(wanted);
      return stack;
    } catch (IOException e) {
      stack.close();
      throw new UserError("cannot start the local stack in " + folder.root() + ": " + e, e);
    } catch (RuntimeException e) {
      stack.close();
      throw e;
    }
  }

  private void startAll(List<Service> wanted) throws IOException {
    if (wanted.contains(Service.ZOOKEEPER)) {
      launch(Service.ZOOKEEPER);
    }
    for (Service broker : ports.brokers()) {
      format(broker);
    }
    for (Service broker : ports.brokers()) {
      launch(broker);
    }
    if (wanted.contains(Service.REGISTRY)) {
      launch(Service.REGISTRY);
    }
    if (wanted.contains(Service.ZOOKEEPER)) {
      awaitReady(Service.ZOOKEEPER, processes.values());
    }
    for (Service service : Service.DRUID) {
      if (wanted.contains(service)) {
        launch(service);
      }
    }
    for (Service service : processes.keySet()) {
      if (service != Service.ZOOKEEPER) {
        awaitReady(service, processes.values());
        makeUsers(service);
      }
    }
  }

  /** Makes the users of a service that has just begun, so that they are there for the next. */
  private void makeUsers(Service service) {
    if (logins.isPresent() && service == Service.KAFKA) {
      KafkaLogins.grant(clients.kafka(StackRole.ADMIN).properties());
    }
    if (logins.isPresent() && service == Service.COORDINATOR) {
      new DruidLogins(logins.get()).makeUsers(clients.service(service, StackRole.ADMIN).client());
    }
  }

  private void format(Service broker) throws IOException {
    ServiceProcess formatting =
        start(broker, configuration.format(broker), configuration.formatLog());
    try {
      if (!formatting.process().waitFor(1, TimeUnit.MINUTES)) {
        formatting.id().kill();
      }
      if (formatting.process().waitFor() != 0) {
        throw new UserError("Kafka's storage could not be formatted: " + formatting.exitSummary());
      }
      configuration.forgetFormat();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserError("interrupted while Kafka's storage was being formatted", e);
    }
  }

  /** Synchronized with {@link #close()}, so that no process is started during or after it. */
  private synchronized void launch(Service service) throws IOException {
    processes.put(service, start(service, configuration.command(service), folder.log(service)));
    saveState();
  }

  private synchronized ServiceProcess start(Service service, List<String> command, Path log)
      throws IOException {
    if (closed) {
      throw new UserError("the local stack has been stopped");
    }
    Path workingFolder = folder.dataOf(service, "work");
    return ServiceProcess.launch(
        service, command, configuration.environment(service), workingFolder, log);
  }

  /**
   * @param needed the processes of which none may end while waiting
   */
  private void awaitReady(Service service, Collection<ServiceProcess> needed) {
    RetryPolicy<Boolean> untilReady =
        RetryPolicy.<Boolean>builder()
            .handleResult(false)
            .abortOn(RuntimeException.class)
            .withDelay(POLL)
            .withMaxAttempts(-1)
            .withMaxDuration(READY_LIMIT)
            .build();
    boolean ready =
        Failsafe.with(untilReady)
            .get(
                () -> {
                  requireAlive(needed);
                  return health.isReady(service);
                });
    if (!ready) {
      ServiceLog log = new ServiceLog(folder.log(service));
      throw new UserError(
          service.label()
              + " is not ready after "
              + READY_LIMIT.toSeconds()
              + " s: "
              + log.lastMeaningfulLine()
              + "; its log is "
              + log.file());
    }
    progress.accept(
        service.label()
            + " is ready ("
            + startedAt.until(Instant.now(), ChronoUnit.SECONDS)
            + " s)");
  }

  private synchronized void requireAlive(Collection<ServiceProcess> needed) {
    if (closed) {
      throw new UserError("the local stack was stopped before it was ready");
    }
    for (ServiceProcess process : needed) {
      if (!process.process().isAlive()) {
        throw new UserError(process.exitSummary());
      }
    }
  }

  private synchronized void saveState() throws IOException {
    List<StackState.Entry> services =
        processes.values().stream()
            .map(
                process ->
                    new StackState.Entry(
                        process.service(),
                        process.id(),
                        ports.address(process.service()),
                        process.log().file().toString()))
            .toList();
    String secure = logins.map(found -> found.folder().toString()).orElse(null);
    new StackState(startedAt.toString(), ProcessId.current(), kafka(), druid(), secure, services)
        .write(folder.stateFile());
  }

  /** Kafka's address for clients, {@code 127.0.0.1:PORT}, with commas between several brokers. */
  public String kafka() {
    return ports.kafka();
  }

  /**
   * The URL of Druid's router, {@code http://127.0.0.1:PORT}, or with {@code https} for a secured
   * stack: SQL, supervisors and tasks.
   */
  public String druid() {
    return clients.router();
  }

  /** Kafka for the commands of a role; on a stack without logins all roles are the same. */
  public KafkaOptions kafka(StackRole role) {
    return clients.kafka(role);
  }

  /** Druid for the commands of a role; on a stack without logins all roles are the same. */
  public DruidOption druid(StackRole role) {
    return clients.druid(role);
  }

  /** The logins of a secured stack. */
  public Optional<StackLogins> logins() {
    return logins;
  }

  /** The URL of the schema registry; a stack without one has nothing there. */
  public String registry() {
    return "http://" + ports.address(Service.REGISTRY) + RegistryConfig.API;
  }

  /** Whether the router serves Druid's web console. */
  public boolean consoleAvailable() {
    return console.isPresent();
  }

  /** One line for the user: the console's URL, or how to get the console. */
  public String consoleLine() {
    return consoleAvailable()
        ? "console: " + druid() + WebConsole.PAGE
        : "the console is not built yet: ./tidemark console";
  }

  /** The last process that was started for a service; it may have ended. */
  public synchronized ProcessHandle process(Service service) {
    return processes.get(service).process().toHandle();
  }

  /** The process ids of the running services. */
  public synchronized List<Long> pids() {
    return processes.values().stream()
        .map(ServiceProcess::id)
        .filter(ProcessId::isAlive)
        .map(ProcessId::pid)
        .toList();
  }

  /**
   * Kills a service as {@code kill -9} does, if it runs. Then starts it again with the same data
   * and address, and returns when it is ready.
   *
   * @throws UserError when it ends or is not ready within five minutes
   */
  public void restart(Service service) {
    ProcessId.of(process(service)).kill();
    try {
      launch(service);
    } catch (IOException e) {
      throw new UserError("cannot start " + service.label() + " again: " + e.getMessage(), e);
    }
    awaitReady(service, List.of(processes.get(service)));
  }

  /**
   * Detaches the stack: it keeps running after {@link #close()} and after this JVM ends, until
   * {@code ./tidemark down} stops it.
   */
  public synchronized void detach() {
    closed = true;
    step.close();
  }

  /**
   * Stops all services: Druid, then Kafka, then ZooKeeper. This takes seconds; a process that does
   * not end in time is killed.
   */
  @Override
  public void close() {
    stop();
    step.close();
  }

  private synchronized void stop() {
    if (closed) {
      return;
    }
    closed = true;
    Map<Service, ProcessId> running = new EnumMap<>(Service.class);
    processes.forEach((service, process) -> running.put(service, process.id()));
    ServiceShutdown.inOrder(running, progress);
    try {
      Files.deleteIfExists(folder.stateFile());
    } catch (IOException e) {
      progress.accept("cannot delete " + folder.stateFile() + ": " + e.getMessage());
    }
  }
}
