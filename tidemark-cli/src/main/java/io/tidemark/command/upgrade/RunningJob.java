package io.tidemark.command.upgrade;

import io.tidemark.cli.UserError;
import io.tidemark.kafka.KafkaTopics;
import io.tidemark.kafka.TopicClaim;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.process.identity.RecordedProcess;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;

/** The job of a stream on this machine, by the claims of its topics. */
final class RunningJob {
  private RunningJob() {}

  /**
   * @throws UserError when it runs
   */
  static void requireNone(StreamDefinition definition, Properties client) {
    try (Admin admin = KafkaTopics.admin(client)) {
      for (Map.Entry<String, TopicClaim> claim :
          TopicClaim.read(admin, definition.aggregatedTopics()).entrySet()) {
        if (RecordedProcess.parse(claim.getValue().process())
            .filter(RecordedProcess::isRunning)
            .isPresent()) {
          throw new UserError(
              "the job that writes to "
                  + claim.getKey()
                  + " runs, in the process "
                  + claim.getValue().process()
                  + "; stop it first. Nothing was changed");
        }
      }
    }
  }
}
