package io.tidemark.cli;

import picocli.CommandLine.Option;

/** The option for the checkpoint of {@code aggregate stream}. */
public final class CheckpointOption {
  @Option(
      names = "--checkpoint",
      paramLabel = "FOLDER",
      description =
          "The checkpoint of 'aggregate stream', its offsets and state: a folder of one topic and"
              + " one definition, any that Hadoop can name (default:"
              + " .tidemark/checkpoints/NAME-TOPICID).")
  String folder;

  /** The folder that is named; null for the default. */
  public String given() {
    return folder;
  }

  /**
   * The folder that is named, otherwise the default.
   *
   * @param stream the definition's name
   * @param topicId the broker's id of the raw topic
   */
  public String of(String stream, String topicId) {
    return folder == null ? usual(stream, topicId) : folder;
  }

  /** The default folder of a stream. */
  public static String usual(String stream, String topicId) {
    return ".tidemark/checkpoints/" + stream + "-" + topicId;
  }
}
