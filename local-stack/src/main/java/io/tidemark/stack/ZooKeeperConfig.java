package io.tidemark.stack;

import io.tidemark.process.ClassPath;
import io.tidemark.process.JavaCommand;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The ZooKeeper that Druid's services use for discovery; it is part of Druid's jars. */
record ZooKeeperConfig(StackFolder folder, StackPorts ports, ClassPath classPath) {

  Map<String, String> properties() {
    Map<String, String> all = new TreeMap<>();
    all.put("dataDir", folder.dataOf(Service.ZOOKEEPER, "snapshots").toString());
    all.put("clientPort", Integer.toString(ports.of(Service.ZOOKEEPER)));
    all.put("clientPortAddress", "127.0.0.1");
    all.put("tickTime", "2000");
    // By default the admin server listens on port 8080 of every address.
    all.put("admin.enableServer", "false");
    return all;
  }

  Path file() {
    return folder.conf().resolve("zookeeper.properties");
  }

  JavaCommand command() {
    List<String> jvm = new ArrayList<>(ServiceJvm.options("64m", folder, Service.ZOOKEEPER));
    jvm.add(JavaCommand.FAST_START);
    jvm.add("-Dzookeeper.jmx.log4j.disable=true");
    return new JavaCommand(
        jvm,
        classPath,
        "org.apache.zookeeper.server.ZooKeeperServerMain",
        List.of(file().toString()));
  }
}
