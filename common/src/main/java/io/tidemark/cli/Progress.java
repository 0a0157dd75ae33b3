package io.tidemark.cli;

import java.time.Duration;
import java.util.function.Consumer;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * How far a long piece of work has come, with the time left: a live line on a terminal, a plain
 * line every five seconds otherwise. Both go to standard error, so that standard output stays
 * clean.
 */
public final class Progress implements AutoCloseable {
  private static final int PLAIN_LINE = 120;

  private final ProgressBar bar;

  /**
   * @param task what is being done, a word or two
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

  /** Tells that {@code done} units are done, with a few words on the state. */
  public void at(long done, String words) {
    bar.stepTo(done);
    bar.setExtraMessage(words);
  }

  @Override
  public void close() {
    bar.close();
  }
}
