package io.tidemark.bench.program;

import io.tidemark.cli.StreamOption;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The started peers of one run. */
public final class Peers implements AutoCloseable {
  private final List<MeasuredProgram> programs = new ArrayList<>();

  private Peers() {}

  /**
   * Starts the peers, one after the other.
   *
   * @param to the topic for their windows
   * @param rows the number of windows
   */
  public static Peers start(
      List<Peer> peers, StreamOption stream, String kafka, String to, long rows)
      throws IOException {
    Peers started = new Peers();
    try {
      for (Peer peer : peers) {
        started.programs.add(peer.start(stream.file().toString(), kafka, to, rows));
      }
      return started;
    } catch (RuntimeException | IOException e) {
      started.close();
      throw e;
    }
  }

  public Map<String, Turns.Way> ways() {
    Map<String, Turns.Way> ways = new LinkedHashMap<>();
    programs.forEach(program -> ways.putAll(program.ways()));
    return ways;
  }

  /**
   * The seconds until each peer's job was running, which are part of its time.
   *
   * @param last the number of last turns to return
   */
  public Map<String, List<Double>> secondsToStart(int last) {
    Map<String, List<Double>> all = new LinkedHashMap<>();
    programs.forEach(
        program ->
            program
                .secondsToStart()
                .forEach(
                    (way, each) ->
                        all.put(
                            way,
                            List.copyOf(
                                each.subList(Math.max(0, each.size() - last), each.size())))));
    return all;
  }

  @Override
  public void close() {
    programs.forEach(MeasuredProgram::close);
  }
}
