package io.tidemark.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option for the token of a gateway, which its clients send (RFC 6750). */
public final class TokenOption {
  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "A file with the token of the gateway, which its clients send as 'Authorization: Bearer"
              + " TOKEN' (default: no token).")
  Path file;

  /**
   * The token, without the blanks around it.
   *
   * @return null without the option
   * @throws UsageError when the file cannot be read, or has no token
   */
  public String read() {
    if (file == null) {
      return null;
    }
    String token;
    try {
      token = Files.readString(file).strip();
    } catch (IOException e) {
      throw new UsageError("--token-file: cannot read " + file + ": " + e.getMessage(), e);
    }
    if (!token.matches("[\\x21-\\x7e]+")) {
      throw new UsageError(
          "--token-file: expected a token of printable ASCII characters in " + file);
    }
    return token;
  }
}
