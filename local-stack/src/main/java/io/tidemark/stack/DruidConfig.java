package io.tidemark.stack;

import io.tidemark.process.ClassPath;
import io.tidemark.process.JavaCommand;
import io.tidemark.stack.secure.DruidLogins;
import io.tidemark.stack.secure.StackLogins;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Druid's five services, sized for one small machine. */
record DruidConfig(
    StackFolder folder, StackPorts ports, ClassPath classPath, Optional<StackLogins> logins) {
  /**
   * Module access that Druid needs: without it rows can be queried, but their segments are never
   * published.
   */
  static final List<String> MODULE_OPTIONS =
      List.of(
          "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
          "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
          "--add-opens=java.base/java.nio=ALL-UNNAMED",
          "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
          "--add-opens=java.base/jdk.internal.ref=ALL-UNNAMED",
          "--add-opens=java.base/java.io=ALL-UNNAMED",
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED");

  /** The memory limits of one service, heap and direct buffers, in the JVM's notation. */
  private record Size(String heap, String direct) {}

  private static final Map<Service, Size> SIZES =
      Map.of(
          Service.COORDINATOR, new Size("256m", "64m"),
          Service.BROKER, new Size("200m", "96m"),
          Service.HISTORICAL, new Size("160m", "96m"),
          Service.INDEXER, new Size("448m", "384m"),
          Service.ROUTER, new Size("128m", "64m"));

  /** All properties of one service: the common ones and its own. */
  Map<String, String> properties(Service service) {
    Map<String, String> all = new TreeMap<>(common());
    all.put("druid.service", "druid/" + service.label());
    all.put("druid.plaintextPort", Integer.toString(ports.of(service)));
    switch (service) {
      case COORDINATOR -> all.putAll(coordinator());
      case BROKER -> all.putAll(broker());
      case HISTORICAL -> all.putAll(historical());
      case INDEXER -> all.putAll(indexer());
      case ROUTER -> all.putAll(router());
      default -> throw new IllegalArgumentException(service + " is not one of Druid's");
    }
    return all;
  }

  private Map<String, String> common() {
    Map<String, String> all = new TreeMap<>();
    all.put("druid.host", "127.0.0.1");
    // Without it the service listens on every address and only announces the one above.
    all.put("druid.bindOnHost", "true");
    all.put("druid.zk.service.host", ports.address(Service.ZOOKEEPER));
    // Extensions on the class path load by themselves.
    all.put("druid.extensions.loadList", "[]");
    all.put("druid.metadata.storage.type", "derby");
    all.put("druid.metadata.storage.connector.host", "127.0.0.1");
    all.put("druid.metadata.storage.connector.port", Integer.toString(ports.metadata()));
    all.put(
        "druid.metadata.storage.connector.connectURI",
        "jdbc:derby://127.0.0.1:" + ports.metadata() + "/metadata;create=true");
    all.put("druid.storage.type", "local");
    all.put("druid.storage.storageDirectory", stored("segments"));
    all.put("druid.indexer.logs.type", "file");
    all.put("druid.indexer.logs.directory", stored("task-logs"));
    all.put("druid.selectors.indexing.serviceName", "druid/overlord");
    all.put("druid.processing.buffer.sizeBytes", "10MiB");
    all.put("druid.processing.numThreads", "1");
    all.put("druid.processing.numMergeBuffers", "2");
    all.put("druid.server.http.gracefulShutdownTimeout", "PT1S");
    all.put("druid.lookup.enableLookupSyncOnStartup", "false");
    all.put("druid.startup.logging.logProperties", "false");
    if (logins.isPresent()) {
      all.putAll(DruidLogins.common());
    }
    return all;
  }

  private Map<String, String> coordinator() {
    Map<String, String> all = new TreeMap<>();
    all.put("druid.coordinator.asOverlord.enabled", "true");
    all.put("druid.coordinator.asOverlord.overlordService", "druid/overlord");
    all.put("druid.coordinator.startDelay", "PT2S");
    all.put("druid.coordinator.period", "PT5S");
    all.put("druid.manager.segments.pollDuration", "PT5S");
    all.put("druid.indexer.runner.type", "httpRemote");
    all.put("druid.indexer.storage.type", "metadata");
    all.put("druid.indexer.queue.startDelay", "PT1S");
    return all;
  }

  private Map<String, String> broker() {
    Map<String, String> all = new TreeMap<>();
    all.put("druid.sql.planner.awaitInitializationOnStart", "false");
    all.put("druid.broker.segment.awaitInitializationOnStart", "false");
    return all;
  }

  private Map<String, String> historical() {
    String cache = folder.dataOf(Service.HISTORICAL, "segment-cache").toString();
    return Map.of(
        "druid.segmentCache.locations",
        "[{\"path\":\"" + cache.replace("\\", "\\\\") + "\",\"maxSize\":\"20g\"}]");
  }

  private Map<String, String> router() {
    Map<String, String> all = new TreeMap<>();
    all.put("druid.router.managementProxy.enabled", "true");
    logins.ifPresent(found -> all.putAll(new DruidLogins(found).router(ports.of(Service.ROUTER))));
    return all;
  }

  private Map<String, String> indexer() {
    Map<String, String> all = new TreeMap<>();
    // Two supervisors, each with a reading and a publishing task, need four slots. The rest is for
    // another stream and for batch tasks.
    all.put("druid.worker.capacity", "8");
    all.put("druid.indexer.task.baseDir", folder.dataOf(Service.INDEXER, "tasks").toString());
    // A task that is restored after a kill reads one row twice: Druid 33 persists rows before it
    // advances the offset of the last of them. A new task starts at the last published offset.
    all.put("druid.indexer.task.restoreTasksOnRestart", "false");
    all.put("druid.indexer.task.gracefulShutdownTimeout", "PT2S");
    // By default a task asks once a minute whether its segments are loaded.
    all.put("druid.segment.handoff.pollDuration", "PT5S");
    return all;
  }

  /** What the environment of the services has beside that of this process. */
  Map<String, String> environment() {
    return logins.map(found -> new DruidLogins(found).environment()).orElse(Map.of());
  }

  JavaCommand command(Service service) {
    Size size = SIZES.get(service);
    List<String> jvm = new ArrayList<>(ServiceJvm.options(size.heap(), folder, service));
    jvm.add("-XX:MaxDirectMemorySize=" + size.direct());
    jvm.addAll(
        service == Service.INDEXER ? JavaCommand.FOR_THROUGHPUT : List.of(JavaCommand.FAST_START));
    if (service == Service.COORDINATOR) {
      // By default Derby writes its folder and its log to the working folder.
      jvm.add("-Dderby.system.home=" + folder.dataOf(service, "derby"));
    }
    // Libraries that use java.util.logging, Jersey above all, then follow the same log levels.
    jvm.add("-Djava.util.logging.manager=org.apache.logging.log4j.jul.LogManager");
    jvm.addAll(MODULE_OPTIONS);
    return new JavaCommand(
        jvm,
        classPath.startingWith(file(service).getParent()),
        "org.apache.druid.cli.Main",
        List.of("server", service.label()));
  }

  /** The file of the properties, under the name that Druid expects on its class path. */
  Path file(Service service) {
    return folder.conf().resolve("druid").resolve(service.label()).resolve("runtime.properties");
  }

  private String stored(String name) {
    return folder.data().resolve("druid").resolve(name).toString();
  }
}
