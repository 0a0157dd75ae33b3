package io.tidemark.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.audit.Audit;
import io.tidemark.model.record.TimeLimits;
import io.tidemark.retry.Deadline;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The live page of a stream as a browser follows it, to its last event. */
final class FollowedPage {
  private static final String DATA = "data: ";

  private FollowedPage() {}

  /** The last event of a page that shows one look. */
  static JsonNode lastState(TestStream stream) throws Exception {
    List<Audit> audits =
        stream.definition().single().stream()
            .map(
                one ->
                    new Audit(
                        one,
                        stream.client(),
                        stream.druid(),
                        stream.folder().resolve("ledgers"),
                        TimeLimits.DEFAULT,
                        Optional.empty()))
            .toList();
    CompletableFuture<List<String>> events;
    try (LivePage page = new LivePage(stream.definition(), audits, stream.client(), 0)) {
      events =
          HttpClient.newHttpClient()
              .sendAsync(
                  HttpRequest.newBuilder(page.address().resolve("/events")).build(),
                  BodyHandlers.ofLines())
              .thenApply(answer -> answer.body().filter(line -> line.startsWith(DATA)).toList());
      audits.forEach(Audit::run);
      page.end(null);
      awaitFollower(page);
    } finally {
      audits.forEach(Audit::close);
    }
    List<String> all = events.get(1, TimeUnit.MINUTES);
    return new ObjectMapper().readTree(all.get(all.size() - 1).substring(DATA.length()));
  }

  private static void awaitFollower(LivePage page) {
    Deadline.in(Duration.ofSeconds(30), line -> {})
        .awaitTrue("the browser", "", () -> page.clients() == 1);
  }
}
