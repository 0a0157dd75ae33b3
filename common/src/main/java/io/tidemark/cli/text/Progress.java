package io.tidemark.cli.text;

import java.time.Duration;
import java.util.function.Consumer;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Shows the progress of a long task and the time left: a live line on a terminal, otherwise a plain
 * line every five seconds. Both go to standard error; standard output stays free for results.
 */
public final class Progress implements AutoCloseable {
  private static final int PLAIN_LINE = 120;

  private final ProgressBar bar;

  /**
   * @param task the name of the task, a word or two
   * @param total the amount of work in units of {@code unit}
   */
  public Progress(String task, long total, String unit) {
    boolean live = System.console() != null;
    Consumer<String> plain = line -> System.err.println(line.stripTrailing());
    bar =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(total)
            .setUnit(unit, 1)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(live ? 200 : (int) Duration.ofSeconds(5).toMillis())
            .setConsumer(
                live
                    ? new ConsoleProgressBarConsumer(System.err)
                    : new DelegatingProgressBarConsumer(plain, PLAIN_LINE))
            .build();
  }

  /** Reports that {@code done} units are done, with a short text on the state. */
  public void at(long done, String state) {
    bar.stepTo(done);
    bar.setExtraMessage(state);
  }

  @Override
  public void close() {
    bar.close();
  }
}
